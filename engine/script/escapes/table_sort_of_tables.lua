-- verdict: runtime_error there is a table
table.sort({ {}, {} })
