-- verdict: script.limit cpu
while true do local s = ("x"):rep(250000) end
