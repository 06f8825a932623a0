-- verdict: runtime_error at most 1000 variables
for i = 1, 1e6 do local _ = ctx.vars["k" .. i] end
