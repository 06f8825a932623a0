-- For wrk: starts runs of the flow `five`, and says at the end how many a second and how long the slowest took.

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("MILLRACE_TOKEN")
wrk.body = '{"input": {}}'

function done(summary, latency)
  local errors = summary.errors
  local bad = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("figures %.0f %.1f %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(99) / 1000, bad))
end
