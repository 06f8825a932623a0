-- verdict: runtime_error
table.insert({}, 5, "x")
