-- verdict: runtime_error expected at most 256 values
return select("#", table.unpack({}, math.mininteger, math.maxinteger))
