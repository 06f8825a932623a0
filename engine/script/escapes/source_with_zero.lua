-- verdict: compile_error
-- brick: text_only
-- bytes: 72657475726e202261006222

