-- verdict: compile_error
-- bytes: 72657475726e2022fffe22

