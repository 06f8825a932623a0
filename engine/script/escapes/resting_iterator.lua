-- verdict: ok "clean"
-- form: type
local words = ("clean leaked"):gmatch("%a+")
return {
  type = "test.iterator", title = "Iterator", outputs = { clean = "Clean", leaked = "Leaked" },
  enter = function() return words() end,
}
