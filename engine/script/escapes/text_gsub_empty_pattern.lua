-- verdict: script.limit memory
return #(("a"):rep(200000):gsub("", ("b"):rep(100)))
