-- verdict: runtime_error
("").upper = function() return "evil" end
