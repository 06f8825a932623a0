-- verdict: ok "ab"
return table.concat({ [math.maxinteger] = "b", [math.maxinteger - 1] = "a" }, "", math.maxinteger - 1, math.maxinteger)
