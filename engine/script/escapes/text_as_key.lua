-- verdict: script.limit cpu
-- A long text is read whole, once, to be a key.
local t, i = {}, 0
local s = ("x"):rep(250000)
while true do
  i = i + 1
  local _ = t[s .. i]
end
