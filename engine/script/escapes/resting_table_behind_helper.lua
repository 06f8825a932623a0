-- verdict: ok "clean"
-- form: type
local function memory()
  local kept = {}
  return function() kept[#kept + 1] = 1 return #kept end
end
local count = memory()
local function through() return count() end
return {
  type = "test.behind", title = "Behind", outputs = { clean = "Clean", leaked = "Leaked" },
  enter = function() return through() == 1 and "clean" or "leaked" end,
}
