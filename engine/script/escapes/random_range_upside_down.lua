-- verdict: runtime_error low at most high
return ctx.random(5, 1)
