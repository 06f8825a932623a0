-- verdict: ok "clean"
-- form: type
function said() return "clean" end
return {
  type = "test.global", title = "Global", outputs = { clean = "Clean", leaked = "Leaked" },
  enter = function()
    local answer = said and said() or "leaked"
    said = function() return "leaked" end
    return answer
  end,
}
