-- verdict: compile_error
-- brick: gate
local _ENV = { x = 1 }
return x
