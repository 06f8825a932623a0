-- verdict: script.limit cpu
for i = 0.0, math.huge do end
