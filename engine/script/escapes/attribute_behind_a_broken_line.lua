-- verdict: compile_error
-- brick: gate
local s = "\
" local x <const> = #s
return x
