#pragma once

#include <map>

#include "engine/base/clock.hpp"
#include "runtime/effects/timers.hpp"

namespace millrace::effects {

// A clock that stands still until it is moved, with the timers that belong to it. One thread.
class VirtualTime final : public Clock, public Timers {
public:
    explicit VirtualTime(Time start) : now_(start) {}

    Time now() override { return now_; }
    void call_at(Time when, std::function<void()> call) override { calls_.emplace(when, std::move(call)); }

    // Every call that falls due on the way happens at its own moment, in order.
    void advance(Duration by) {
        const Time end = now_ + by;
        while (!calls_.empty() && calls_.begin()->first <= end) {
            auto first = calls_.extract(calls_.begin());
            now_ = std::max(now_, first.key());
            first.mapped()();
        }
        now_ = end;
    }
    bool idle() const { return calls_.empty(); }

private:
    Time now_;
    std::multimap<Time, std::function<void()>> calls_;  // equal times in the order they were asked
};

}  // namespace millrace::effects
