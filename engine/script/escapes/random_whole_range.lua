-- verdict: ok true
local n = ctx.random(math.mininteger, math.maxinteger)
return math.type(n) == "integer"
