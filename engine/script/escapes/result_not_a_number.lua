-- verdict: runtime_error is not a number
return { 0 / 0 }
