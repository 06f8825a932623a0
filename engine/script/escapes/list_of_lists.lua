-- verdict: script.limit memory
-- A chain, so that nothing of it is garbage.
local t = {}
while true do t = { t } end
