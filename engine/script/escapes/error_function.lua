-- verdict: runtime_error it was a function
error(function() while true do end end)
