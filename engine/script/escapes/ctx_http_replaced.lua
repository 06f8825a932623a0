-- verdict: runtime_error expected a library to stay
ctx.http.get = function() end
