#pragma once

#include <cstdint>
#include <deque>

#include "runtime/schedule/scheduler.hpp"

namespace millrace::schedule {

// One thread, by hand: for tests and simulation. Tasks run in order, one at a time or all.
class ManualScheduler final : public Scheduler {
public:
    explicit ManualScheduler(std::size_t queue_max = SIZE_MAX) : queue_max_(queue_max) {}

    bool post(Place, Task task) override {
        if (tasks_.size() >= queue_max_) {
            return false;
        }
        tasks_.push_back(std::move(task));
        return true;
    }
    void post_always(Place, Task task) override { tasks_.push_back(std::move(task)); }
    void post_blocking(Task task) override { tasks_.push_back(std::move(task)); }
    Figures figures() const override { return {tasks_.size(), 0, 0, 0}; }
    void stop() override { tasks_.clear(); }

    // False when there was none.
    bool run_one() {
        if (tasks_.empty()) {
            return false;
        }
        Task task = std::move(tasks_.front());
        tasks_.pop_front();
        task();
        return true;
    }
    // How many ran.
    std::size_t run_all() {
        std::size_t ran = 0;
        while (run_one()) {
            ++ran;
        }
        return ran;
    }

private:
    const std::size_t queue_max_;
    std::deque<Task> tasks_;
};

}  // namespace millrace::schedule
