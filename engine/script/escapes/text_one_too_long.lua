-- verdict: script.limit memory
-- brick: string_cap
local s = ("x"):rep(200000)
s = s .. s
return #s
