-- verdict: runtime_error has other bytes
return { ["\xff"] = 1 }
