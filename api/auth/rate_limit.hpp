#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "engine/base/clock.hpp"
#include "engine/base/time.hpp"

namespace millrace::auth {

struct RateLimits {
    int per_token = 100;  // requests a second, over a while; 0: no limit
    int per_address = 500;
    int burst_s = 4;                  // so many seconds' worth at once
    std::size_t callers_max = 4'096;  // remembered in each part; beyond it those who could begin anew are forgotten
};

// A bucket of requests for each token and each client address: it fills at the rate and is emptied by requests. This
// machine's own addresses have none, so what runs beside the server (a proxy that says for whom it asks is not meant)
// is never slowed down. Thread-safe, and its memory is bounded.
class RateLimit {
public:
    explicit RateLimit(Clock& clock, RateLimits limits = {}) : clock_(clock), limits_(limits) {}

    // Nothing: go on. A duration: answer 429 with that Retry-After. An empty token counts for nobody.
    std::optional<Duration> admit(std::string_view address, std::string_view token);

    std::size_t remembered() const;

private:
    struct Bucket {
        std::int64_t free_at_us = 0;  // when it is full again, if nobody asks: one number says all of it
    };
    struct Part {
        mutable std::mutex mutex;
        std::unordered_map<std::uint64_t, Bucket> buckets;
    };

    std::optional<Duration> take(std::uint64_t caller, int per_second, Time now);

    Clock& clock_;
    const RateLimits limits_;
    std::array<Part, 32> parts_;
};

}  // namespace millrace::auth
