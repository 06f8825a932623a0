-- verdict: runtime_error expected '(' before ')'
return ("x"):match("x)")
