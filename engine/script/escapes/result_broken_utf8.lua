-- verdict: runtime_error has other bytes
return { name = "\xff" }
