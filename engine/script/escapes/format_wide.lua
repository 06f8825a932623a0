-- verdict: runtime_error at most two digits
return string.format("%99999d", 1)
