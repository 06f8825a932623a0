-- verdict: ok "clean"
-- form: type
-- brick: resting
local seen
return {
  type = "test.nil", title = "Nil", outputs = { clean = "Clean", leaked = "Leaked" },
  enter = function()
    if seen then return "leaked" end
    seen = { "a table that outlives the call" }
    return "clean"
  end,
}
