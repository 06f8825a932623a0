-- verdict: ok {}
-- brick: allowlist
local found = {}
for _, name in ipairs({ "dump", "pack", "unpack", "packsize" }) do
  if string[name] ~= nil then found[name] = true end
end
for _, name in ipairs({ "random", "randomseed", "sin", "exp", "log" }) do
  if math[name] ~= nil then found[name] = true end
end
return found
