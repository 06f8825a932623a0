#include "runtime/store/clock.hpp"

#include <chrono>

#include "engine/base/fault.hpp"

namespace millrace::store {

Time WallClock::now() {
    using namespace std::chrono;
    return Time{duration_cast<std::chrono::milliseconds>(system_clock::now().time_since_epoch()).count()};
}

Time SteadyTime::now() {
    if (fault("store_clock_goes_back")) {
        return wall_.now();
    }
    const Time wall = wall_.now();
    raise(wall);
    return Time{last_ms_.load(std::memory_order_relaxed)};
}

void SteadyTime::raise(Time at_least) {
    auto last = last_ms_.load(std::memory_order_relaxed);
    while (last < at_least.ms && !last_ms_.compare_exchange_weak(last, at_least.ms, std::memory_order_relaxed)) {
    }
}

}  // namespace millrace::store
