#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "engine/base/clock.hpp"
#include "runtime/effects/timers.hpp"

namespace millrace::effects {

// Real timers: one thread that sleeps until the next moment and calls. A wall clock that jumps is noticed within a
// second. Destroying it drops the calls that are not due.
class ThreadTimers final : public Timers {
public:
    explicit ThreadTimers(Clock& clock);
    ~ThreadTimers() override;

    void call_at(Time when, std::function<void()> call) override;

private:
    void work();

    Clock& clock_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::multimap<Time, std::function<void()>> calls_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace millrace::effects
