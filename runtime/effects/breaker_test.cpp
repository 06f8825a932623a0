#include "runtime/effects/breaker.hpp"

#include <catch2/catch.hpp>

namespace millrace::effects {
namespace {

constexpr Time noon{1'800'000'000'000};

void fail_times(Breaker& breaker, int times, Time now) {
    for (int i = 0; i < times; ++i) {
        const auto permit = breaker.admit(now);
        REQUIRE(permit);
        breaker.settle(*permit, Breaker::Lesson::failed, now);
    }
}

}  // namespace

TEST_CASE("X-30 INT-6 five failures in a row open the breaker, four do not") {
    Breaker breaker;
    fail_times(breaker, 4, noon);
    CHECK(breaker.state() == Breaker::State::closed);
    fail_times(breaker, 1, noon);
    CHECK(breaker.state() == Breaker::State::open);
    CHECK_FALSE(breaker.admit(noon));
}

TEST_CASE("X-30 a success between failures starts the count again") {
    Breaker breaker;
    fail_times(breaker, 4, noon);
    breaker.settle(*breaker.admit(noon), Breaker::Lesson::succeeded, noon);
    fail_times(breaker, 4, noon);
    CHECK(breaker.state() == Breaker::State::closed);
}

TEST_CASE("after thirty seconds one probe goes through, and its success closes the breaker") {
    Breaker breaker;
    fail_times(breaker, 5, noon);
    CHECK_FALSE(breaker.admit(noon + milliseconds(29'999)));

    const auto probe = breaker.admit(noon + seconds(30));
    REQUIRE(probe);
    CHECK(breaker.state() == Breaker::State::half_open);
    CHECK_FALSE(breaker.admit(noon + seconds(31)));

    breaker.settle(*probe, Breaker::Lesson::succeeded, noon + seconds(31));
    CHECK(breaker.state() == Breaker::State::closed);
    CHECK(breaker.admit(noon + seconds(31)));
}

TEST_CASE("a probe that fails opens the breaker for another thirty seconds") {
    Breaker breaker;
    fail_times(breaker, 5, noon);
    const Time later = noon + seconds(40);
    breaker.settle(*breaker.admit(later), Breaker::Lesson::failed, later);
    CHECK(breaker.state() == Breaker::State::open);
    CHECK_FALSE(breaker.admit(later + milliseconds(29'999)));
    CHECK(breaker.admit(later + seconds(30)));
}

TEST_CASE("a probe that never asked the destination leaves the place to the next") {
    Breaker breaker;
    fail_times(breaker, 5, noon);
    const Time later = noon + seconds(30);
    breaker.settle(*breaker.admit(later), Breaker::Lesson::spared, later);
    CHECK(breaker.state() == Breaker::State::half_open);
    CHECK(breaker.admit(later));
}

TEST_CASE("a call that began before the breaker opened neither closes it nor counts as a probe") {
    Breaker breaker;
    const auto slow = breaker.admit(noon);
    fail_times(breaker, 5, noon);
    breaker.settle(*slow, Breaker::Lesson::succeeded, noon + seconds(1));
    CHECK(breaker.state() == Breaker::State::open);

    const auto probe = breaker.admit(noon + seconds(30));
    breaker.settle(*slow, Breaker::Lesson::failed, noon + seconds(30));
    CHECK(breaker.state() == Breaker::State::half_open);
    breaker.settle(*probe, Breaker::Lesson::succeeded, noon + seconds(30));
    CHECK(breaker.state() == Breaker::State::closed);
}

}  // namespace millrace::effects
