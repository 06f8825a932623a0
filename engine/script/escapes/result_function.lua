-- verdict: runtime_error result.on_done is a function
return { on_done = function() end }
