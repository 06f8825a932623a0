-- verdict: script.limit cpu
-- brick: patterns
return ((" "):rep(250000)):find("%s+$x")
