-- verdict: runtime_error it is ctx.vars
table.insert(ctx.vars, "x")
