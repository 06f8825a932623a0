-- verdict: script.limit cpu
-- brick: pcall
pcall(function() while true do end end)
return "still here"
