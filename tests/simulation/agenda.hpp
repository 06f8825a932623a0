#pragma once

#include <algorithm>
#include <functional>
#include <map>

#include "engine/base/clock.hpp"
#include "runtime/effects/timers.hpp"

namespace millrace::simulation {

// True time, which only goes forward, and what will happen in it.
class Agenda {
public:
    Time now() const { return now_; }
    void at(Time when, std::function<void()> what) { events_.emplace(std::max(when, now_), std::move(what)); }
    void after(Duration passed, std::function<void()> what) { at(now_ + passed, std::move(what)); }

    bool empty() const { return events_.empty(); }
    Time next() const { return events_.begin()->first; }
    void advance_to(Time when) { now_ = std::max(now_, when); }
    // One event whose time has come; false when there is none.
    bool run_one() {
        if (events_.empty() || events_.begin()->first > now_) {
            return false;
        }
        auto first = events_.extract(events_.begin());
        first.mapped()();
        return true;
    }

private:
    Time now_{1'767'603'600'000};  // 2026-01-05T09:00:00Z
    std::multimap<Time, std::function<void()>> events_;
};

// What the machine's clock shows: it may be set forward and back.
class Wall final : public Clock {
public:
    explicit Wall(const Agenda& agenda) : agenda_(agenda) {}
    Time now() override { return agenda_.now() + offset_; }
    void jump(Duration by) { offset_ = offset_ + by; }
    // When it will show this, unless it jumps.
    Time true_time_of(Time shown) const { return Time{shown.ms - offset_.ms}; }

private:
    const Agenda& agenda_;
    Duration offset_{0};
};

// The timers of effects, by the store's clock. They end with their process.
class StoreTimers final : public effects::Timers {
public:
    void call_at(Time when, std::function<void()> call) override { calls_.emplace(when, std::move(call)); }
    bool empty() const { return calls_.empty(); }
    Time next() const { return calls_.begin()->first; }
    void run_one() {
        auto first = calls_.extract(calls_.begin());
        first.mapped()();
    }

private:
    std::multimap<Time, std::function<void()>> calls_;
};

}  // namespace millrace::simulation
