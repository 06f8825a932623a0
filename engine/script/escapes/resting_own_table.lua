-- verdict: ok "clean"
-- form: type
local node = { type = "test.own", title = "Own", outputs = { clean = "Clean", leaked = "Leaked" } }
function node.enter()
  if node.seen then return "leaked" end
  node.seen = true
  return "clean"
end
return node
