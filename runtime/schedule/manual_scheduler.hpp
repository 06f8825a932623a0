#pragma once

#include <deque>

#include "runtime/schedule/scheduler.hpp"

namespace millrace::schedule {

// One thread, by hand: for tests and simulation. Tasks run in order when run_all is called.
class ManualScheduler final : public Scheduler {
public:
    bool post(Class, Task task) override {
        tasks_.push_back(std::move(task));
        return true;
    }
    void post_always(Class, Task task) override { tasks_.push_back(std::move(task)); }
    void post_blocking(Task task) override { tasks_.push_back(std::move(task)); }
    Figures figures() const override { return {tasks_.size(), 0, 0, 0}; }
    void stop() override { tasks_.clear(); }

    // How many ran.
    std::size_t run_all() {
        std::size_t ran = 0;
        while (!tasks_.empty()) {
            Task task = std::move(tasks_.front());
            tasks_.pop_front();
            task();
            ++ran;
        }
        return ran;
    }

private:
    std::deque<Task> tasks_;
};

}  // namespace millrace::schedule
