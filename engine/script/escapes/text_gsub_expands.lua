-- verdict: script.limit memory
return #(("a"):rep(2000):gsub("a", ("%0"):rep(1000)))
