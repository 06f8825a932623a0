-- verdict: ok {}
-- brick: allowlist
local names = { "os", "io", "debug", "package", "load", "loadstring", "loadfile", "dofile", "require", "collectgarbage",
  "setmetatable", "getmetatable", "coroutine", "xpcall", "next", "rawset", "rawget", "print", "warn", "_G", "module",
  "newproxy", "setfenv", "getfenv", "arg", "unpack" }
local global = { os, io, debug, package, load, loadstring, loadfile, dofile, require, collectgarbage,
  setmetatable, getmetatable, coroutine, xpcall, next, rawset, rawget, print, warn, _G, module,
  newproxy, setfenv, getfenv, arg, unpack }
local found = {}
for i, name in ipairs(names) do
  if global[i] ~= nil then found[name] = type(global[i]) end
end
return found
