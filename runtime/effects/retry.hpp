#pragma once

#include <optional>

#include "engine/base/clock.hpp"
#include "runtime/effects/breaker.hpp"
#include "runtime/effects/outbox.hpp"

namespace millrace::effects {

struct RetrySettings {
    Duration first = milliseconds(500);  // the ceiling of the first pause; each further one doubles it
    Duration pause_max = seconds(30);
    // A peer that asks for more patience than this gets no further attempt: somebody is waiting for the answer.
    Duration retry_after_max = minutes(1);
};

// Exponential with full jitter: anything from 0 to the ceiling, so that those who failed together do not return
// together.
Duration backoff(const RetrySettings& settings, std::uint32_t attempts, Random& random);

// Retry-After as seconds or as an HTTP date; nothing when it is missing or neither.
std::optional<Duration> retry_after(const HttpReply& reply, Time now);

// What to do after an attempt. `row.attempts` counts it.
struct Verdict {
    std::optional<Time> again_at;  // else it is over
    Outcome::Kind outcome = Outcome::Kind::replied;
};
Verdict judge(const OutboxRow& row, const HttpReply& reply, const RetrySettings& settings, Time now, Random& random);

// What the attempt says about the destination.
Breaker::Lesson lesson_of(const HttpReply& reply);

}  // namespace millrace::effects
