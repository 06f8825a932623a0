-- verdict: runtime_error attempt to perform arithmetic
return "10" + 1
