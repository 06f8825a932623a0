-- verdict: runtime_error expected a table
-- brick: libraries_locked
table.insert(string, "evil")
