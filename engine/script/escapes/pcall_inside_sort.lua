-- verdict: script.limit cpu
table.sort({ 3, 2, 1 }, function() pcall(function() while true do end end) return true end)
return "sorted"
