-- verdict: runtime_error expected a capture
return ("x"):find("%1")
