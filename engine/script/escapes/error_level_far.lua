-- verdict: runtime_error far
error("far", 99)
