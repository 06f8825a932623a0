-- verdict: runtime_error
-- brick: error_text
error(("x"):rep(250000), 0)
