#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include "engine/base/fair_queue.hpp"
#include "runtime/schedule/scheduler.hpp"

namespace millrace::schedule {

// The three bounded queues in front of the threads, and the rule by which the next task is taken.
class Lines {
public:
    explicit Lines(std::size_t max) : max_(max) {}

    bool push(Place place, Task task, bool always) {
        bool somebody_sleeps = false;
        {
            const std::lock_guard lock(mutex_);
            auto& line = lines_[static_cast<std::size_t>(place.urgency)];
            if (!always && line.size() >= max_) {
                return false;
            }
            line.push(place.whose, std::move(task));
            somebody_sleeps = idle_ > 0;
        }
        if (somebody_sleeps) {
            more_.notify_one();
        }
        return true;
    }

    // Live first, then normal, then bulk; but every twentieth task is bulk if there is any, and every fourth of the
    // rest may be normal, so that a flood of live work delays the others and never stops them.
    std::optional<Task> pop() {
        const std::lock_guard lock(mutex_);
        return next();
    }

    // For a worker: sleeps until there is a task, nothing when it is over.
    std::optional<Task> wait() {
        std::unique_lock lock(mutex_);
        if (auto task = next()) {
            return task;
        }
        ++idle_;
        rest_.notify_all();
        std::optional<Task> task;
        more_.wait(lock, [&] { return (task = next()).has_value() || over_; });
        --idle_;
        return task;
    }
    // Until so many workers sleep, with nothing left to do.
    void rest(std::size_t workers) {
        std::unique_lock lock(mutex_);
        rest_.wait(lock,
                   [&] { return idle_ == workers && lines_[0].empty() && lines_[1].empty() && lines_[2].empty(); });
    }
    // Workers leave when there is nothing left.
    void end() {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        more_.notify_all();
    }

    std::size_t size(Class urgency) const {
        const std::lock_guard lock(mutex_);
        return lines_[static_cast<std::size_t>(urgency)].size();
    }

private:
    std::optional<Task> next() {
        const std::uint64_t turn = turn_;
        if (auto task = by_rule(turn)) {
            ++turn_;
            return task;
        }
        return std::nullopt;
    }

    std::optional<Task> by_rule(std::uint64_t turn) {
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

    std::optional<Task> take(Class urgency) {
        auto& line = lines_[static_cast<std::size_t>(urgency)];
        if (line.empty()) {
            return std::nullopt;
        }
        return line.pop();
    }

    const std::size_t max_;
    mutable std::mutex mutex_;
    std::array<FairQueue<Task>, 3> lines_;
    std::uint64_t turn_ = 0;
    std::condition_variable more_;
    std::condition_variable rest_;
    std::size_t idle_ = 0;
    bool over_ = false;
};

}  // namespace millrace::schedule
