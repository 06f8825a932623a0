-- verdict: ok 1000
-- An order that says yes to everything must neither read outside the list nor go on for ever.
local t = {}
for i = 1, 1000 do t[i] = (i * 7919) % 1000 end
table.sort(t, function() return true end)
return #t
