-- verdict: script.limit memory
-- brick: table_cap
local t = {}
for i = 1, 1e6 do t["k" .. i] = true end
