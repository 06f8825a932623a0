#include "runtime/effects/thread_timers.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <vector>

#include <catch2/catch.hpp>

namespace millrace::effects {
namespace {

struct WallClock final : Clock {
    Time now() override {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
    }
};

}  // namespace

TEST_CASE("real timers call in the order of their times, not of their asking") {
    WallClock clock;
    ThreadTimers timers(clock);
    std::vector<int> order;
    std::promise<void> done;
    const Time now = clock.now();
    timers.call_at(now + milliseconds(20), [&] {
        order.push_back(3);
        done.set_value();
    });
    timers.call_at(now + milliseconds(10), [&] { order.push_back(2); });
    timers.call_at(now - seconds(5), [&] { order.push_back(1); });
    done.get_future().wait();
    CHECK(order == std::vector<int>{1, 2, 3});
    CHECK(clock.now() >= now + milliseconds(20));
}

TEST_CASE("a timer may ask for the next one") {
    WallClock clock;
    ThreadTimers timers(clock);
    std::promise<void> done;
    timers.call_at(clock.now(), [&] { timers.call_at(clock.now(), [&] { done.set_value(); }); });
    done.get_future().wait();
    SUCCEED("it came");
}

TEST_CASE("what is not due when the timers end is dropped") {
    WallClock clock;
    bool called = false;
    {
        ThreadTimers(clock).call_at(clock.now() + hours(1), [&] { called = true; });
    }
    CHECK_FALSE(called);
}

}  // namespace millrace::effects
