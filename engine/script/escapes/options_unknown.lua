-- verdict: runtime_error (did you mean within?)
return ctx.wait_for("x", { withn = "5m" })
