-- verdict: script.limit cpu
-- brick: stopwatch
local t = {}
for i = 1, 8000 do t[1 + i * 2.0 ^ -50] = true end
while true do local _ = t[1.5] or t[1 + 9000 * 2.0 ^ -50] end
