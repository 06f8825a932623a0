-- verdict: runtime_error expected a library to stay
-- brick: libraries_locked
string.upper = function() return "evil" end
return ("x"):upper()
