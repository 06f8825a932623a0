-- verdict: runtime_error
-- brick: allowlist
os.execute("touch /tmp/escaped")
