-- verdict: runtime_error expected at most 256 code points
return select("#", utf8.codepoint(("x"):rep(100000), 1, -1))
