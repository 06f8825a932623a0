-- verdict: script.limit cpu
-- brick: stopwatch
-- Small enough for every cap, and each lookup takes as long as ten thousand instructions.
local t = {}
for i = 1, 8000 do t[i * 8191] = true end
while true do local _ = t[8191 * 9000] end
