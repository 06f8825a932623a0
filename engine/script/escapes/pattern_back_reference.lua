-- verdict: script.limit cpu
-- brick: patterns
return (("a"):rep(3000)):find("(a*)%1%1b")
