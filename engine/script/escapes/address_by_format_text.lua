-- verdict: ok "table"
-- brick: addresses
return string.format("%s", {})
