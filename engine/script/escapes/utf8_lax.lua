-- verdict: ok ["nil",1]
local size, at = utf8.len("\xF4\x90\x80\x80")
return { tostring(size), at }
