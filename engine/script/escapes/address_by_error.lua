-- verdict: runtime_error it was a table
error({})
