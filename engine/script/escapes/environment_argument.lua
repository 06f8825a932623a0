-- verdict: compile_error
-- brick: gate
local f = function(_ENV) return x end
return f({ x = 1 })
