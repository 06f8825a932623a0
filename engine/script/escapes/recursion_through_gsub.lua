-- verdict: script.limit depth
-- brick: library_depth
local function f() return (("x"):gsub("x", f)) end
return f()
