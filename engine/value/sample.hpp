#pragma once

#include "engine/base/clock.hpp"
#include "engine/value/value.hpp"

namespace millrace::testing {

// A sequence of numbers from one seed, the same on every machine.
class Dice final : public Random {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() override { return state_ = mix(state_ + 1); }
    std::uint64_t below(std::uint64_t n) { return next() % n; }

private:
    std::uint64_t state_;
};

// Any value at all that JSON can hold: odd keys, extreme numbers, every script, empty lists.
Value any_value(Dice& dice, int depth_max = 5);

}  // namespace millrace::testing
