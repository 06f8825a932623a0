-- verdict: runtime_error
-- brick: allowlist
return load(function() return "a = 1 " end)
