-- verdict: runtime_error expected at most 256 bytes
return select("#", ("x"):rep(100000):byte(1, -1))
