-- verdict: ok "clean"
-- brick: environment
if leaked then return "leaked" end
leaked = true
return "clean"
