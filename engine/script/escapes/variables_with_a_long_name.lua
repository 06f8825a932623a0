-- verdict: runtime_error 1 to 128 bytes
ctx.vars[("x"):rep(1000)] = 1
