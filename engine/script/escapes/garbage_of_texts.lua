-- verdict: script.limit cpu
local i = 0
while true do
  i = i + 1
  local s = "n" .. i
end
