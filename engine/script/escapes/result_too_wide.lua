-- verdict: runtime_error at most 10000 parts
-- brick: output_limits
local t = {}
for i = 1, 20000 do t[i] = i end
return t
