-- verdict: script.limit depth
-- brick: library_depth
local function f() return pcall(f) end
return f()
