-- verdict: script.limit depth
local f
function f()
  pcall(function() ("x"):gsub("x", function() table.sort({ 1, 2 }, f) end) end)
  return true
end
f()
