-- verdict: runtime_error a place that exists
return select(-5, 1)
