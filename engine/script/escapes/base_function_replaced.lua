-- verdict: ok "string"
-- Only for this call: the next one has its own.
local before = type
type = function() return "evil" end
local text = before("x")
return text
