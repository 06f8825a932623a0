-- verdict: script.limit cpu
-- Each call copies all the arguments of the one before.
local function f(...) return f(1, ...) end
return f()
