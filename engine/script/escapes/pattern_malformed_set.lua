-- verdict: runtime_error at the end of a set
return ("x"):find("[a")
