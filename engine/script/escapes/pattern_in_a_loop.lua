-- verdict: script.limit cpu
local s = ("a"):rep(1000)
while true do s:find("b", 1) s:match("a+$") end
