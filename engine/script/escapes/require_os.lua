-- verdict: runtime_error
return require("os")
