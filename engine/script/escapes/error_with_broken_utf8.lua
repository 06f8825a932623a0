-- verdict: runtime_error \xff\xfe
error("\xff\xfe", 0)
