-- verdict: runtime_error
return utf8.offset("abc", 1, 100)
