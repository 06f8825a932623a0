-- verdict: runtime_error non-closable
-- The fourth value of a loop is closed without any attribute.
for _ in pairs({}), {}, nil, {} do end
return 1
