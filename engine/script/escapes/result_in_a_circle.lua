-- verdict: runtime_error contains itself
-- brick: output_limits
local t = {}
t.self = t
return t
