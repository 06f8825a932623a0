-- verdict: ok "1 2 3 -7 0.5 10 a b c d e f g h i j k false true "
-- brick: ordered_pairs
local t = {}
for c in ("kbjcaidhegf"):gmatch(".") do t[c] = true end
t[10], t[-7], t[0.5], t[true], t[false] = 1, 1, 1, 1, 1
t[3], t[2], t[1] = 1, 1, 1
local seen = ""
for k in pairs(t) do seen = seen .. tostring(k) .. " " end
return seen
