-- verdict: runtime_error
return table.move({}, -5, math.maxinteger, 2)
