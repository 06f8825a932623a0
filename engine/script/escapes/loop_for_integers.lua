-- verdict: script.limit cpu
for i = 1, math.maxinteger do end
