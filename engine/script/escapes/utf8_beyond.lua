-- verdict: runtime_error expected a code point
return utf8.char(0x7FFFFFFF)
