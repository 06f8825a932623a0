-- verdict: compile_error line 3
-- brick: gate
_ENV = {}
return 1
