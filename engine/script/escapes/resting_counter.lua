-- verdict: ok "clean"
-- form: type
-- brick: resting
local calls = 0
return {
  type = "test.counter", title = "Counter", outputs = { clean = "Clean", leaked = "Leaked" },
  enter = function()
    calls = calls + 1
    return calls == 1 and "clean" or "leaked"
  end,
}
