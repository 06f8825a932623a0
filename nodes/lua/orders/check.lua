-- nodes/lua/orders/check.lua
-- Asks for an order number unless a variable has one, and looks the order up in the shop.

local digits = "^%s*#?(%d+)%s*$"

-- "Order #1005, please" still names one order.
local function number_in(text)
  return string.match(text, digits) or string.match(text, "%f[%d](%d%d%d%d+)%f[%D]")
end

return {
  type = "orders.check",
  title = "Check an order",
  icon = "package",
  outputs = {
    { key = "found", title = "The order exists." },
    { key = "missing", title = "There is none with this number, or no number was given." },
    { key = "error", kind = "error", title = "The shop could not be asked." },
  },
  settings = {
    { key = "base_url", kind = "url", label = "Shop", required = true, help = "Asked for /orders/{number} below it." },
    { key = "number", kind = "string", label = "Order number", help = "Empty: the customer is asked." },
    { key = "question", kind = "string", label = "Question", default = "What is your order number?" },
    { key = "patience", kind = "duration", label = "Give up after", default = "2m" },
  },
  sets = { "order", "order_number" },

  run = function(ctx, settings)
    local given = settings.number
    if given == nil or given == "" then
      given = ctx.ask(settings.question, { within = settings.patience })
    end
    local number = number_in(given or "")
    if not number then
      return "missing"
    end
    ctx.vars.order_number = number

    local reply = ctx.http.get(settings.base_url .. "/orders/" .. number)
    if reply.status == 404 then
      return "missing"
    elseif reply.status ~= 200 or not reply.json then
      return "error"
    end
    ctx.vars.order = reply.json
    return "found"
  end,
}
