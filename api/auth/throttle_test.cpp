#include "api/auth/throttle.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace millrace;
using namespace millrace::auth;

namespace {

struct ClockByHand final : Clock {
    Time at{1'767'603'600'000};
    Time now() override { return at; }
    void pass(Duration time) { at = at + time; }
};

}  // namespace

TEST_CASE("after five failures the sixth attempt waits until the first is fifteen minutes old") {
    ClockByHand clock;
    LoginThrottle throttle(clock);
    for (int i = 0; i < 5; ++i) {
        CHECK_FALSE(throttle.admit("ana@demo.test", "10.0.0.1"));
        clock.pass(minutes(1));
    }
    CHECK(throttle.admit("ana@demo.test", "10.0.0.1") == minutes(10));

    clock.pass(milliseconds(10 * 60'000 - 1));
    CHECK(throttle.admit("ana@demo.test", "10.0.0.1") == milliseconds(1));
    clock.pass(milliseconds(1));
    CHECK_FALSE(throttle.admit("ana@demo.test", "10.0.0.1"));
    // The window slides: that attempt took the place of the first, the second is next to leave.
    CHECK(throttle.admit("ana@demo.test", "10.0.0.1") == minutes(1));
}

TEST_CASE("waiting attempts do not lengthen the wait") {
    ClockByHand clock;
    LoginThrottle throttle(clock);
    for (int i = 0; i < 500; ++i) {
        throttle.admit("ana", "10.0.0.1");
    }
    clock.pass(minutes(15));
    CHECK_FALSE(throttle.admit("ana", "10.0.0.1"));
}

TEST_CASE("a hundred guesses at once are still only five") {
    ClockByHand clock;
    LoginThrottle throttle(clock);
    int admitted = 0;
    for (int i = 0; i < 100; ++i) {
        admitted += throttle.admit("ana", "10.0.0.1") ? 0 : 1;
    }
    CHECK(admitted == 5);
}

TEST_CASE("a login that succeeds forgets the failures before it") {
    ClockByHand clock;
    LoginThrottle throttle(clock);
    for (int i = 0; i < 4; ++i) {
        throttle.admit("ana", "10.0.0.1");
    }
    CHECK_FALSE(throttle.admit("ana", "10.0.0.1"));
    throttle.succeeded("ana", "10.0.0.1");
    CHECK(throttle.remembered() == 0);
    for (int i = 0; i < 5; ++i) {
        CHECK_FALSE(throttle.admit("ana", "10.0.0.1"));
    }
    CHECK(throttle.admit("ana", "10.0.0.1"));
}

TEST_CASE("other accounts and other addresses are not held up") {
    ClockByHand clock;
    LoginThrottle throttle(clock);
    for (int i = 0; i < 6; ++i) {
        throttle.admit("ana", "10.0.0.1");
    }
    CHECK(throttle.admit("ana", "10.0.0.1"));
    CHECK_FALSE(throttle.admit("ana", "10.0.0.2"));
    CHECK_FALSE(throttle.admit("bob", "10.0.0.1"));
}

TEST_CASE("writing the account differently is no way around") {
    ClockByHand clock;
    LoginThrottle throttle(clock);
    for (int i = 0; i < 5; ++i) {
        throttle.admit(i % 2 == 0 ? "Ana@Demo.Test" : " ana@demo.test ", "10.0.0.1");
    }
    CHECK(throttle.admit("ANA@demo.test", "10.0.0.1"));
}

TEST_CASE("memory stays bounded while a million accounts are tried") {
    ClockByHand clock;
    LoginThrottle throttle(clock, {.failures_max = 5, .window = minutes(15), .pairs_max = 100});
    for (int i = 0; i < 5; ++i) {
        throttle.admit("ana", "10.0.0.1");
    }
    for (int i = 0; i < 10'000; ++i) {
        throttle.admit("account" + std::to_string(i), "10.0.0.1");
        if (i % 50 == 0) {
            CHECK(throttle.admit("ana", "10.0.0.1"));  // who is still being guessed at is not forgotten
        }
    }
    CHECK(throttle.remembered() == 100);
}
