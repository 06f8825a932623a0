-- verdict: runtime_error is a userdata
return { ctx }
