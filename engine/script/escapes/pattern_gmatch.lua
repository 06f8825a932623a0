-- verdict: script.limit cpu
-- brick: patterns
local n = 0
for _ in (("a"):rep(3000)):gmatch("a-a-b") do n = n + 1 end
return n
