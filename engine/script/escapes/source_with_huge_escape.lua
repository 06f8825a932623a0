-- verdict: compile_error
return "\u{FFFFFFFFF}"
