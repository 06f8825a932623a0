-- verdict: compile_error
-- brick: gate
-- Where does the comment end?
--[==[ ]] ]=] ]==] local x <const> = 1
return x
