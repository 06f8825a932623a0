-- verdict: runtime_error
-- brick: allowlist
return load(string.dump(function() return 1 end))()
