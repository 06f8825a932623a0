-- verdict: compile_error
-- brick: gate
--[=x this is no long comment
local x <const> = 1 --]=]
return x
