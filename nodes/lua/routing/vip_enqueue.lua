-- nodes/lua/routing/vip_enqueue.lua
-- Like routing.enqueue, but gold customers go to the front.

local node = {
  type = "routing.vip_enqueue",
  title = "VIP queue",
  icon = "crown",
  outputs = {
    { key = "answered", title = "An agent took the conversation." },
    { key = "gave_up", kind = "timeout", title = "Nobody took it in time." },
    { key = "closed", kind = "event", signal = "conversation.closed", title = "The customer left." },
  },
  settings = {
    { key = "queue", kind = "queue", label = "Queue", required = true },
    { key = "patience", kind = "duration", label = "Give up after", default = "5m" },
  },
}

function node.enter(settings, ctx)
  local priority = ctx.vars.customer_tier == "gold" and "urgent" or "normal"
  return ctx.wait_for({ "conversation.assigned", "conversation.closed" }, {
    holding = { ["queue.join"] = { queue = settings.queue, priority = priority } },
    within = settings.patience,
  })
end

function node.resume(settings, signal, ctx)
  if signal.name == "conversation.closed" then
    return ctx.leave_by("closed")
  elseif signal.name == "conversation.assigned" then
    return ctx.leave_by("answered", { agent = signal.agent, agent_name = signal.agent_name })
  elseif signal.name == "queue.left" then
    return ctx.leave_by("gave_up")
  end
  -- Patience is over, but an agent may be taking it at this very moment: the queue decides, not the clock.
  return ctx.wait_for({ "queue.left", "conversation.assigned", "conversation.closed" }, {
    asking = { ["queue.leave"] = {} },
  })
end

return node
