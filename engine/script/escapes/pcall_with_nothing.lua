-- verdict: runtime_error expected a value
pcall()
