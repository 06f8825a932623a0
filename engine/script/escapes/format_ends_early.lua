-- verdict: runtime_error a letter after '%'
return string.format("%5")
