-- verdict: runtime_error each flag once
return string.format("%----------5d", 1)
