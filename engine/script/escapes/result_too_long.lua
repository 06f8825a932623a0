-- verdict: runtime_error at most 256 KiB
-- brick: output_limits
local s = ("x"):rep(100000)
return { s, s, s }
