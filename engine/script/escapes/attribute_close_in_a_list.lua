-- verdict: compile_error
-- brick: gate
local a, b <close> = 1, nil
return a
