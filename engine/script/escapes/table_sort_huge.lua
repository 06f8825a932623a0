-- verdict: script.limit cpu
local t = {}
for i = 1, 260000 do t[i] = -i end
table.sort(t)
return t[1]
