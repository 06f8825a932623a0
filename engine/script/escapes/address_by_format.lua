-- verdict: runtime_error but it is '%p'
-- brick: addresses
return string.format("%p", {})
