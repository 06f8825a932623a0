-- verdict: runtime_error expected ')' for each '('
return ("x"):find("(x")
