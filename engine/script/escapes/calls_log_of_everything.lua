-- verdict: ok 1
ctx.log({}, ctx, ctx.null, function() end, ("x"):rep(250000), "\27[2J")
return 1
