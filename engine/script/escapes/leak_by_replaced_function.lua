-- verdict: ok "TEXT"
-- brick: environment
local upper = string.upper
string = { upper = function() return "leaked" end }
return upper("text")
