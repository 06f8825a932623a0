-- verdict: script.limit cpu
-- brick: patterns
return (("a"):rep(30)):match(("a?"):rep(30) .. ("a"):rep(30) .. "b")
