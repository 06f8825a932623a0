-- verdict: script.limit memory
local hoard = {}
pcall(function()
  for i = 1, 1e9 do hoard[i] = i end
end)
return "still here"
