#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "runtime/schedule/scheduler.hpp"

namespace millrace::schedule {

// The three bounded queues in front of the threads, and the rule by which the next task is taken.
class Lines {
public:
    explicit Lines(std::size_t max) : max_(max) {}

    bool push(Class urgency, Task task, bool always) {
        const std::lock_guard lock(mutex_);
        auto& line = lines_[static_cast<std::size_t>(urgency)];
        if (!always && line.size() >= max_) {
            return false;
        }
        line.push_back(std::move(task));
        return true;
    }

    // Live first, then normal, then bulk; but every twentieth task is bulk if there is any, and every fourth of the
    // rest may be normal, so that a flood of live work delays the others and never stops them.
    std::optional<Task> pop() {
        const std::lock_guard lock(mutex_);
        const std::uint64_t turn = turn_++;
        if (turn % 20 == 19) {
            if (auto task = take(Class::bulk)) {
                return task;
            }
        }
        if (turn % 4 == 3) {
            if (auto task = take(Class::normal)) {
                return task;
            }
        }
        for (Class urgency : {Class::live, Class::normal, Class::bulk}) {
            if (auto task = take(urgency)) {
                return task;
            }
        }
        return std::nullopt;
    }

    std::size_t size(Class urgency) const {
        const std::lock_guard lock(mutex_);
        return lines_[static_cast<std::size_t>(urgency)].size();
    }

private:
    std::optional<Task> take(Class urgency) {
        auto& line = lines_[static_cast<std::size_t>(urgency)];
        if (line.empty()) {
            return std::nullopt;
        }
        Task task = std::move(line.front());
        line.pop_front();
        return task;
    }

    const std::size_t max_;
    mutable std::mutex mutex_;
    std::array<std::deque<Task>, 3> lines_;
    std::uint64_t turn_ = 0;
};

}  // namespace millrace::schedule
