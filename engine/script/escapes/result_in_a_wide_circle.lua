-- verdict: runtime_error result.next.next.next contains itself
-- brick: output_limits
local a, b = {}, {}
a.next = { next = b }
b.next = a
return a
