#pragma once

#include <cstdint>
#include <optional>

#include "engine/base/time.hpp"

namespace millrace::effects {

// Keeps calls away from a destination that fails: after so many failures in a row it opens, after a while it lets
// probes through (half-open), and one that succeeds closes it. Remembers nothing over a restart: a fresh process tries.
class Breaker {
public:
    struct Settings {
        int failures_max = 5;
        Duration open_for = seconds(30);
        int probes = 1;
    };
    enum class State : std::uint8_t { closed, open, half_open };
    // What a call taught: `spared` says nothing about the destination (it was never asked, or only asked for patience).
    enum class Lesson : std::uint8_t { succeeded, failed, spared };
    // Goes back with the lesson. Calls that began before the state changed teach nothing.
    struct Permit {
        std::uint64_t era = 0;
    };

    Breaker() : Breaker(Settings{}) {}
    explicit Breaker(Settings settings) : settings_(settings) {}

    // Nothing: do not call. Every permit must be settled.
    std::optional<Permit> admit(Time now);
    void settle(Permit permit, Lesson lesson, Time now);

    State state() const { return state_; }
    // When an open breaker lets the next probe through.
    Time half_opens() const { return opened_ + settings_.open_for; }

private:
    void change(State state);

    Settings settings_;
    State state_ = State::closed;
    std::uint64_t era_ = 0;  // changes with the state
    int failures_ = 0;       // in a row, while closed
    int probing_ = 0;        // permits out, while half-open
    Time opened_;
};

}  // namespace millrace::effects
