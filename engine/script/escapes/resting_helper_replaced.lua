-- verdict: ok "clean"
-- form: type
-- brick: resting
local function answer() return "clean" end
local function poison() answer = function() return "leaked" end end
return {
  type = "test.helper", title = "Helper", outputs = { clean = "Clean", leaked = "Leaked" },
  enter = function()
    local said = answer()
    poison()
    return said
  end,
}
