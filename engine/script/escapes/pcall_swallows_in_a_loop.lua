-- verdict: script.limit cpu
-- brick: pcall
-- The limit is an error, and here is somebody who catches errors.
while true do
  pcall(function() while true do end end)
end
