-- verdict: runtime_error (did you mean ctx.vars?)
return ctx.var
