-- verdict: runtime_error expected ctx to stay
ctx.now = function() return "never" end
