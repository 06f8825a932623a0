-- verdict: runtime_error to be a duration
return ctx.wait_for("x", { within = "soon" })
