-- verdict: runtime_error item 1 is a nil
return table.concat({}, "x", 1, math.maxinteger)
