-- verdict: runtime_error at the end of the pattern
return ("a"):find("a%")
