-- verdict: runtime_error
-- brick: allowlist
return load("return os ~= nil")()
