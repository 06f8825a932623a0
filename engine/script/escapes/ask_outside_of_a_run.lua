-- verdict: runtime_error in a `run` function
return ctx.ask("Who are you?")
