-- verdict: ok "table function userdata"
-- brick: addresses
return tostring({}) .. " " .. tostring(pairs) .. " " .. tostring(ctx)
