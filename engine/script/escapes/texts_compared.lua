-- verdict: script.limit cpu
-- brick: stopwatch
-- No allocation, no call: only memory read, a quarter of a megabyte at a time.
local a = ("x"):rep(250000) .. "a"
local b = ("x"):rep(250000) .. "a"
while true do
  local _ = a == b, a == b, a == b, a == b, a == b, a == b, a == b, a == b
end
