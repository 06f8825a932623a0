-- verdict: runtime_error expected a variable's name
ctx.vars[1] = "x"
