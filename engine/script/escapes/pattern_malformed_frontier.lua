-- verdict: runtime_error after '%f'
return ("x"):find("%fa")
