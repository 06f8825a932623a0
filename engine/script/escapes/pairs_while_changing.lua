-- verdict: ok "a b d "
local t = { a = 1, b = 1, c = 1, d = 1 }
local seen = ""
for k in pairs(t) do
  seen = seen .. k .. " "
  t.c = nil
  t[k .. "x"] = 1
end
return seen
