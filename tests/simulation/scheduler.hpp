#pragma once

#include <deque>

#include "runtime/schedule/scheduler.hpp"
#include "tests/simulation/dice.hpp"

namespace millrace::simulation {

// One thread that runs tasks one at a time: in order, or in any order, as many threads might.
class Scheduler final : public schedule::Scheduler {
public:
    Scheduler(Dice& dice, bool any_order) : dice_(dice), any_order_(any_order) {}

    bool post(schedule::Place, schedule::Task task) override {
        if (refuse_one_in > 0 && dice_.one_in(refuse_one_in)) {
            return false;
        }
        tasks_.push_back(std::move(task));
        return true;
    }
    void post_always(schedule::Place, schedule::Task task) override { tasks_.push_back(std::move(task)); }
    void post_blocking(schedule::Task task) override { tasks_.push_back(std::move(task)); }
    Figures figures() const override { return {tasks_.size(), 0, 0, 0}; }
    void stop() override { tasks_.clear(); }

    bool idle() const { return tasks_.empty(); }
    void run_one() {
        const std::size_t which = any_order_ ? dice_.below(tasks_.size()) : 0;
        const schedule::Task task = std::move(tasks_[which]);
        tasks_.erase(tasks_.begin() + static_cast<std::ptrdiff_t>(which));
        task();
    }

    std::uint64_t refuse_one_in = 0;  // 0: never

private:
    Dice& dice_;
    const bool any_order_;
    std::deque<schedule::Task> tasks_;
};

}  // namespace millrace::simulation
