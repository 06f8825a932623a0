-- verdict: runtime_error there are both
table.sort({ 1, "a" })
