-- verdict: script.limit depth
-- brick: depth
local function f() return 1 + f() end
return f()
