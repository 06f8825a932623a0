-- verdict: ok 99
return #string.format("%99.99s", ("x"):rep(500))
