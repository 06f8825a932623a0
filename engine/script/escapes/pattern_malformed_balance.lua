-- verdict: runtime_error after '%b'
return ("x"):find("%b")
