-- verdict: runtime_error
-- brick: allowlist
return coroutine.wrap(function() while true do end end)()
