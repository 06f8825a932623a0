-- verdict: script.limit cpu
-- Each insertion moves all that is there.
local t = {}
while true do table.insert(t, 1, true) end
