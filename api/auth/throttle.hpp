#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/time.hpp"

namespace millrace::auth {

struct ThrottleLimits {
    std::size_t failures_max = 5;
    Duration window = minutes(15);
    std::size_t pairs_max = 100'000;  // what is remembered; beyond it the longest untouched is forgotten
};

// Slows down guessing: so many failed logins in a window for one account from one address, then a wait. Thread-safe;
// its memory is bounded whatever is tried.
class LoginThrottle {
public:
    explicit LoginThrottle(Clock& clock, ThrottleLimits limits = {}) : clock_(clock), limits_(limits) {}

    // Before the password is looked at. Nothing: go on, and the attempt counts as failed until succeeded() says
    // otherwise, so that a hundred guesses at once are not one. A duration: answer 429 with that Retry-After.
    std::optional<Duration> admit(std::string_view account, std::string_view address);
    // Forgets the failures of this account from this address.
    void succeeded(std::string_view account, std::string_view address);

    std::size_t remembered() const;

private:
    struct Pair {
        std::string key;
        std::vector<Time> failures;  // in order, none older than the window
    };

    Clock& clock_;
    const ThrottleLimits limits_;
    mutable std::mutex mutex_;
    std::list<Pair> pairs_;  // the longest untouched first
    std::unordered_map<std::string, std::list<Pair>::iterator> by_key_;
};

}  // namespace millrace::auth
