-- verdict: compile_error
return 1 --[==[ no end ]=]
