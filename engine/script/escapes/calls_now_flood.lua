-- verdict: script.limit calls
-- brick: host_calls
while true do ctx.now() end
