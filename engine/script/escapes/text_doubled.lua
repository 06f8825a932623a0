-- verdict: script.limit memory
local s = "x"
for _ = 1, 60 do s = s .. s end
return #s
