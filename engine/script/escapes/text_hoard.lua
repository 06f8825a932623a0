-- verdict: script.limit memory
local t, s = {}, ("x"):rep(200000)
for i = 1, 1000 do t[i] = s .. i end
return #t
