-- verdict: ok null
return tonumber(("1"):rep(250000))
