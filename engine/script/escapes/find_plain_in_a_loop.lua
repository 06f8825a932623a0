-- verdict: script.limit cpu
local s = ("a"):rep(250000)
local needle = ("a"):rep(200) .. "b"
while true do s:find(needle, 1, true) end
