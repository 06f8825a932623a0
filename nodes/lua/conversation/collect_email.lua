-- nodes/lua/conversation/collect_email.lua
-- Asks for an e-mail address, once more if the answer is none, and stores it with the conversation.

-- Good enough to catch a slip of the finger; only a mail that arrives proves an address.
local function address_in(text)
  local address = string.match(text, "[%w.!#$%%&'*+/=?^_{|}~-]+@[%w.-]+%.%a%a+")
  if address and not string.find(address, "..", 1, true) then
    return string.lower(address)
  end
end

return {
  type = "conversation.collect_email",
  title = "Ask for an e-mail address",
  icon = "mail-question",
  outputs = {
    { key = "given", title = "An address was given." },
    { key = "refused", title = "Twice no address, or the customer skipped it." },
    { key = "timeout", kind = "timeout", title = "No answer in time." },
  },
  settings = {
    { key = "text", kind = "text", label = "Question", default = "What is your e-mail address?" },
    { key = "again", kind = "text", label = "Second question",
      default = "That does not look like an e-mail address. Could you write it once more?" },
    { key = "field", kind = "string", label = "Conversation field", default = "email" },
    { key = "patience", kind = "duration", label = "Give up after", default = "5m" },
  },
  sets = { "email" },

  run = function(ctx, settings)
    for _, question in ipairs({ settings.text, settings.again }) do
      local answer = ctx.ask(question, {
        within = settings.patience,
        options = { { value = "skip", label = "Skip" } },
      })
      if not answer then
        return "timeout"
      end
      if string.lower(answer) == "skip" then
        return "refused"
      end
      local address = address_in(answer)
      if address then
        ctx.vars.email = address
        ctx.effect("conversation.set_field", { field = settings.field, value = address })
        return "given"
      end
    end
    return "refused"
  end,
}
