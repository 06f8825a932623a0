-- verdict: compile_error
-- brick: gate
local x --[[ here ]] < --[==[ and here ]==]
close > = nil
return 1
