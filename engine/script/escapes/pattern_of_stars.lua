-- verdict: script.limit cpu
-- brick: patterns
return (("a"):rep(5000)):match(("a*"):rep(60) .. "b")
