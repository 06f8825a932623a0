-- verdict: script.limit calls
-- brick: host_calls
while true do ctx.effect("message.send", { text = "x" }) end
