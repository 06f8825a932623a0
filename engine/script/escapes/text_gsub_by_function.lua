-- verdict: script.limit memory
local big = ("b"):rep(1000)
return #(("a"):rep(2000):gsub("a", function() return big end))
