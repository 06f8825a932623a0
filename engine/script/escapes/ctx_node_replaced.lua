-- verdict: runtime_error expected ctx to stay
ctx.node.lookup = 1
