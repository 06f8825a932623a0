-- Greets by the hour of the day.

return {
  type = "greetings.by_hour",
  title = "Greet by the hour",
  icon = "sun",
  outputs = {
    { key = "day", title = "It is day." },
    { key = "night", title = "It is night." },
  },
  settings = {
    { key = "name", kind = "text", label = "Name", default = "you" },
  },

  run = function(ctx, settings)
    local hour = tonumber(string.sub(ctx.now(), 12, 13))
    local day = hour >= 6 and hour < 22
    ctx.send((day and "Good day to " or "Good night to ") .. settings.name .. ".")
    return day and "day" or "night"
  end,
}
