-- verdict: runtime_error expected UTF-8
for _ in utf8.codes("ab\xFF") do end
