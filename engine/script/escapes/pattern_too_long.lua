-- verdict: runtime_error expected a pattern of at most 256 bytes
return ("x"):find(("a"):rep(300) .. "*")
