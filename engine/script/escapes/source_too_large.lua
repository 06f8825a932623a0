-- verdict: script.limit source
-- brick: source_limit
-- pad: 70000
return 1
