-- verdict: runtime_error it was nil
error()
