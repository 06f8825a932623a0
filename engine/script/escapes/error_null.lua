-- verdict: runtime_error
error(ctx.null)
