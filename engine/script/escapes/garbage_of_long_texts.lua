-- verdict: script.limit cpu
-- Each turn copies 200 KB in one instruction.
local s = ("x"):rep(200000)
while true do local t = s .. "y" end
