-- verdict: script.limit cpu
-- 8 MB stay alive while the rest is thrown away.
local hoard = {}
for i = 1, 40 do hoard[i] = ("x"):rep(200000) .. i end
while true do local t = hoard[1] .. "y" end
