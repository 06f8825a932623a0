-- verdict: script.limit cpu
local f = rawequal
while true do f(1, 2) end
