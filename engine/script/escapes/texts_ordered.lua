-- verdict: script.limit cpu
-- brick: stopwatch
local a = ("x"):rep(250000) .. "a"
local b = ("x"):rep(250000) .. "b"
while true do
  local _ = a < b, a < b, a < b, a < b, a < b, a < b, a < b, a < b
end
