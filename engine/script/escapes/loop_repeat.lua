-- verdict: script.limit cpu
repeat until false
