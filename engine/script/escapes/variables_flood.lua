-- verdict: runtime_error at most 1000 variables
for i = 1, 1e6 do ctx.vars["k" .. i] = i end
