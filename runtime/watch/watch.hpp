#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "runtime/drive/versions.hpp"
#include "runtime/watch/figures.hpp"
#include "runtime/watch/followed.hpp"

namespace millrace::watch {

// What becomes of runs, for those who look on: told of every committed turn, and asked now and then. Thread-safe.
class Watch {
public:
    Watch(Time since, drive::Versions& versions) : figures_(since), followed_(versions) {}

    Figures& figures() { return figures_; }
    Followed& followed() { return followed_; }

    // After the commit. Quick: whoever waits is woken once, however many turns come until he looks.
    void took(const run::State& after, const run::Turn& turn) {
        figures_.took(after, turn);
        followed_.took(after, turn);
        if (!told_.load(std::memory_order_relaxed) && !told_.exchange(true)) {
            wake();
        }
    }
    // Until there was a turn since the last call, or somebody wakes us, or so long.
    void wait(std::chrono::milliseconds at_most) {
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, at_most, [this] { return told_.load(); });
        told_.store(false);
    }
    void wake() {
        told_.store(true);
        { const std::lock_guard lock(mutex_); }
        woken_.notify_all();
    }

private:
    Figures figures_;
    Followed followed_;
    std::atomic<bool> told_{false};
    std::mutex mutex_;
    std::condition_variable woken_;
};

}  // namespace millrace::watch
