-- For wrk: one request again and again on each connection, and how many answers a second there were. The window begins
-- and ends with an answer that is a multiple of the requests in flight, at least LOAD_SECONDS apart: systems that
-- answer in waves, all requests together, are not cut in the middle of one. Each answer is read, because what is fast
-- but wrong is not worth a figure.

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
local in_flight = tonumber(os.getenv("LOAD_IN_FLIGHT"))
local seconds = tonumber(os.getenv("LOAD_SECONDS"))
local warm_until, from
local seen = 0

-- Globals: what `done` asks the thread for.
answers, took, bad, example = 0, 0, 0, ""

local thread
function setup(one)
  thread = one
end

function init()
  warm_until = now() + tonumber(os.getenv("LOAD_WARM_SECONDS"))
end

function response(status, _, body)
  if status >= 300 or not body:find(expected, 1, true) then
    bad, example = bad + 1, status .. " " .. body:sub(1, 300)
  end
  seen = seen + 1
  if seen % in_flight == 0 and took == 0 then
    local at = now()
    if not from and at >= warm_until then
      from, answers = at, -seen
    elseif from and at >= from + seconds then
      took, answers = at - from, answers + seen
      -- wrk itself would sleep on until its time is over; who started it ends it when it reads this.
      io.write("window over\n")
      io.flush()
    end
  end
end

function done(summary, latency)
  local errors = summary.errors
  bad = thread:get("bad") + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("load answers=%d took=%.6f p50_us=%d bad=%d example=%s\n", thread:get("answers"),
    thread:get("took"), latency:percentile(50), bad, (thread:get("example"):gsub("%s+", " "))))
end
