-- verdict: script.limit memory
return #("x"):rep(1 << 40)
