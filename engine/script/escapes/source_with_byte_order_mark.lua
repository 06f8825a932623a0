-- verdict: compile_error
-- bytes: efbbbf72657475726e2031

