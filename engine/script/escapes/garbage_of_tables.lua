-- verdict: script.limit cpu
while true do local t = {} end
