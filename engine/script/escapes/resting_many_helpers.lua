-- verdict: ok "clean"
-- form: type
local chain, calls = function() return 0 end, 0
for _ = 1, 100 do
  local before = chain
  chain = function() return before() end
end
return {
  type = "test.chain", title = "Chain", outputs = { clean = "Clean", leaked = "Leaked" },
  enter = function()
    calls = calls + 1 + chain()
    return calls == 1 and "clean" or "leaked"
  end,
}
