-- verdict: runtime_error has a key
return { [{}] = 1 }
