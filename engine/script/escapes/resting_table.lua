-- verdict: ok "clean"
-- form: type
local cache = {}
return {
  type = "test.table", title = "Table", outputs = { clean = "Clean", leaked = "Leaked" },
  enter = function()
    if cache.seen then return "leaked" end
    cache.seen = true
    return "clean"
  end,
}
