-- verdict: runtime_error
-- brick: allowlist
return io.open("/etc/passwd"):read("a")
