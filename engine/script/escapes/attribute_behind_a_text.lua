-- verdict: compile_error
-- brick: gate
local s = "\z
   \" local y = " local x <const> = #s
return x
