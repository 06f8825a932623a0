-- verdict: ok ""
-- brick: rep
return (""):rep(math.maxinteger, "")
