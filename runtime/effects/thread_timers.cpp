#include "runtime/effects/thread_timers.hpp"

#include <algorithm>
#include <chrono>

namespace millrace::effects {

ThreadTimers::ThreadTimers(Clock& clock) : clock_(clock), thread_([this] { work(); }) {}

ThreadTimers::~ThreadTimers() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void ThreadTimers::call_at(Time when, std::function<void()> call) {
    bool is_next = false;
    {
        const std::lock_guard lock(mutex_);
        const auto added = calls_.emplace(when, std::move(call));
        is_next = added == calls_.begin();
    }
    if (is_next) {
        changed_.notify_one();
    }
}

void ThreadTimers::work() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (calls_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const Duration left = calls_.begin()->first - clock_.now();
        if (left.ms > 0) {
            // At most a second, because the clock we count by is not the one we wait by.
            changed_.wait_for(lock, std::chrono::milliseconds(std::min<std::int64_t>(left.ms, 1000)));
            continue;
        }
        auto call = std::move(calls_.begin()->second);
        calls_.erase(calls_.begin());
        lock.unlock();
        call();
        lock.lock();
    }
}

}  // namespace millrace::effects
