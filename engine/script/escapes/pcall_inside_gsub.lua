-- verdict: script.limit cpu
return (("x"):rep(100):gsub("x", function() pcall(function() while true do end end) end))
