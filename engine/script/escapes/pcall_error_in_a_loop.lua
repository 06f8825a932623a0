-- verdict: script.limit cpu
while true do pcall(error, "again") end
