-- verdict: runtime_error from 2 to 36
return tonumber("zz", 37)
