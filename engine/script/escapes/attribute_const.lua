-- verdict: compile_error
-- brick: gate
local x <const> = 1
return x
