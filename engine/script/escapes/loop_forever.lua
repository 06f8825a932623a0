-- verdict: script.limit cpu
-- brick: hook
-- The plainest: no call, no allocation, nothing but a jump.
while true do end
