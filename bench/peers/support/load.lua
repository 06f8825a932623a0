-- For wrk: one request again and again on each connection. Counts the answers of a window that begins when the warm-up
-- is over, so that neither the first requests nor those that are on the way at the end weigh on the rate; and reads
-- each answer, because what is fast but wrong is not worth a figure.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } moment;
  int clock_gettime(int clock, moment *now);
]]

local monotonic = 1
local moment = ffi.new("moment")
local function now()
  ffi.C.clock_gettime(monotonic, moment)
  return tonumber(moment.seconds) + tonumber(moment.nanoseconds) / 1e9
end

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = os.getenv("LOAD_AUTHORIZATION")
wrk.body = os.getenv("LOAD_BODY")

local expected = os.getenv("LOAD_ANSWER")
local from, to
local thread

-- Globals: what `done` asks the thread for.
answers, bad, example = 0, 0, ""

function setup(one)
  thread = one
end

function init()
  from = now() + tonumber(os.getenv("LOAD_WARM_SECONDS"))
  to = from + tonumber(os.getenv("LOAD_SECONDS"))
end

function response(status, _, body)
  if status >= 300 or not body:find(expected, 1, true) then
    bad, example = bad + 1, status .. " " .. body:sub(1, 300)
  end
  local at = now()
  if at >= from and at < to then
    answers = answers + 1
  end
end

function done(summary, latency)
  local errors = summary.errors
  bad = thread:get("bad") + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("load answers=%d p50_us=%d bad=%d example=%s\n", thread:get("answers"),
    latency:percentile(50), bad, thread:get("example"):gsub("%s+", " ")))
end
