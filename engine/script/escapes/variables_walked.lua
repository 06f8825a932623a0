-- verdict: ok "order tries "
local names = ""
for name in pairs(ctx.vars) do names = names .. name .. " " end
return names
