-- verdict: ok [1,2,3,4,5]
local t = { 5, 3, 1, 4, 2 }
table.sort(t, function(a, b)
  for i = 1, 9 do t[i] = nil end
  return a < b
end)
return t
