-- verdict: compile_error
-- brick: gate
local x <close> = nil
return 1
