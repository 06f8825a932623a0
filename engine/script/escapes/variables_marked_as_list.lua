-- verdict: runtime_error it is ctx.vars
ctx.list(ctx.vars)
