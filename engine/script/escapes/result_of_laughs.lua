-- verdict: runtime_error goes beyond
-- brick: output_limits
-- Twenty-five tables, thirty million values.
local t = { 1 }
for _ = 1, 25 do t = { t, t } end
return t
