#include "runtime/effects/breaker.hpp"

namespace millrace::effects {

std::optional<Breaker::Permit> Breaker::admit(Time now) {
    if (state_ == State::open && now >= half_opens()) {
        change(State::half_open);
    }
    switch (state_) {
        case State::closed:
            return Permit{era_};
        case State::open:
            return std::nullopt;
        case State::half_open:
            break;
    }
    if (probing_ >= settings_.probes) {
        return std::nullopt;
    }
    ++probing_;
    return Permit{era_};
}

void Breaker::settle(Permit permit, Lesson lesson, Time now) {
    if (permit.era != era_) {
        return;
    }
    if (state_ == State::half_open) {
        --probing_;
    }
    if (lesson == Lesson::spared) {
        return;
    }
    if (lesson == Lesson::succeeded) {
        failures_ = 0;
        if (state_ == State::half_open) {
            change(State::closed);
        }
        return;
    }
    if (state_ == State::half_open || ++failures_ >= settings_.failures_max) {
        opened_ = now;
        change(State::open);
    }
}

void Breaker::change(State state) {
    state_ = state;
    ++era_;
    failures_ = 0;
    probing_ = 0;
}

}  // namespace millrace::effects
