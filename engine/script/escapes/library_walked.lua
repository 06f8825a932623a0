-- verdict: runtime_error expected a table
-- brick: libraries_locked
for k in pairs(string) do end
