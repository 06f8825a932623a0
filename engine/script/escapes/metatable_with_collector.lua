-- verdict: runtime_error
-- brick: allowlist
setmetatable({}, { __gc = function() while true do end end })
