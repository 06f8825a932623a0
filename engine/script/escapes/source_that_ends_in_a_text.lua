-- verdict: compile_error
return "no end
