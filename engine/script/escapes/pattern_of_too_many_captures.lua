-- verdict: runtime_error at most 32 captures
return ("x"):find(("()"):rep(33))
