-- verdict: ok []
local shared = ctx.list{}
return shared
