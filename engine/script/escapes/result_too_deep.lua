-- verdict: runtime_error at most 32 levels
-- brick: output_limits
local t = {}
for _ = 1, 100 do t = { t } end
return t
