-- verdict: runtime_error expected at most 256 values
return select("#", table.unpack({}, 1, 900000))
