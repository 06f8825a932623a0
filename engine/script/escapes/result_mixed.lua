-- verdict: runtime_error either a list or a map
return { 1, 2, name = "x" }
