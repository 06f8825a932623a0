-- verdict: ok ""
-- brick: rep
-- Builds no text at all, a billion billion times.
return (""):rep(1 << 60)
