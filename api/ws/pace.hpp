#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "engine/base/time.hpp"

namespace millrace::ws {

// How often somebody is listened to who says things that need not be heard each time. Thread-safe.
class Pace {
public:
    explicit Pace(Duration pause) : pause_(pause) {}

    // False when he was admitted less than a pause ago.
    bool admits(const std::string& who, Time now) {
        const std::lock_guard lock(mutex_);
        if (last_.size() >= remembered_max) {
            forget_before(now);
        }
        const auto [found, is_new] = last_.emplace(who, now);
        if (!is_new && now - found->second < pause_) {
            return false;
        }
        found->second = now;
        return true;
    }

private:
    static constexpr std::size_t remembered_max = 20'000;

    // Those whose pause is over would be admitted anyway.
    void forget_before(Time now) {
        for (auto it = last_.begin(); it != last_.end();) {
            it = now - it->second < pause_ ? std::next(it) : last_.erase(it);
        }
    }

    const Duration pause_;
    std::mutex mutex_;
    std::unordered_map<std::string, Time> last_;
};

}  // namespace millrace::ws
