-- verdict: ok "Ana"
local name = ctx.contact.name
ctx.contact.name = "leaked"
return name
