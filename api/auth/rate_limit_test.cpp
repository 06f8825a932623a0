#include "api/auth/rate_limit.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace millrace::auth {
namespace {

class HandClock final : public Clock {
public:
    Time now() override { return time; }
    Time time{1'767'603'600'000};
};

int admitted(RateLimit& limit, std::string_view address, std::string_view token, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) {
        count += limit.admit(address, token) ? 0 : 1;
    }
    return count;
}

constexpr RateLimits small{.per_token = 5, .per_address = 10, .burst_s = 2, .callers_max = 8};

TEST_CASE("SEC-1 An address may ask so many times at once, and then as often as the rate allows") {
    HandClock clock;
    RateLimit limit(clock, small);
    CHECK(admitted(limit, "203.0.113.5", "", 100) == 20);
    const auto wait = limit.admit("203.0.113.5", "");
    REQUIRE(wait);
    CHECK(wait->ms == 100);

    clock.time = clock.time + *wait;
    CHECK(admitted(limit, "203.0.113.5", "", 100) == 1);
    clock.time = clock.time + seconds(1);
    CHECK(admitted(limit, "203.0.113.5", "", 100) == 10);
    CHECK(admitted(limit, "203.0.113.6", "", 100) == 20);  // the neighbour's is his own
}

TEST_CASE("SEC-1 A token has a limit of its own, from wherever it is used") {
    HandClock clock;
    RateLimit limit(clock, small);
    CHECK(admitted(limit, "203.0.113.1", "mine", 5) == 5);
    CHECK(admitted(limit, "203.0.113.2", "mine", 10) == 5);
    CHECK(admitted(limit, "203.0.113.3", "another", 10) == 10);
}

TEST_CASE("This machine is not slowed down, and without a number nobody is") {
    HandClock clock;
    RateLimit limit(clock, small);
    CHECK(admitted(limit, "127.0.0.1", "mine", 1000) == 1000);
    CHECK(admitted(limit, "::1", "mine", 1000) == 1000);
    RateLimit none(clock, {.per_token = 0, .per_address = 0});
    CHECK(admitted(none, "203.0.113.5", "mine", 10'000) == 10'000);
}

TEST_CASE("However many ask, what is remembered of them is bounded, and each newcomer is let in") {
    HandClock clock;
    RateLimit limit(clock, small);
    for (int i = 0; i < 5'000; ++i) {
        REQUIRE_FALSE(limit.admit("198.51." + std::to_string(i / 250) + "." + std::to_string(i % 250), ""));
    }
    CHECK(limit.remembered() <= 8 * 32);
}

}  // namespace
}  // namespace millrace::auth
