-- verdict: script.limit cpu
-- brick: patterns
return (("a"):rep(260)):find("a-a-a-a-b")
