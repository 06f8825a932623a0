-- verdict: script.limit memory
return #("xx"):rep(math.maxinteger)
