-- verdict: script.limit memory
-- brick: table_cap
-- All keys fall in one place of a table of 2^18: each insertion walks past all others, inside one instruction.
local t = {}
for i = 1, 400000 do t[i * 262143] = true end
return "built"
