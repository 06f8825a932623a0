-- verdict: ok 30
-- Where such a table ends is found by doubling; the walk must not go there step by step.
local t = {}
for i = 0, 29 do t[1 << i] = true end
local n = 0
for _ in pairs(t) do n = n + 1 end
return n
