-- verdict: runtime_error
-- brick: allowlist
return getmetatable("").__index
