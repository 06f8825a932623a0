#pragma once

#include <cstdint>

#include "engine/base/time.hpp"

namespace millrace {

// Time comes from here or from a journalled input; nothing else may ask the machine.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() = 0;
};

class Random {
public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;
};

// SplitMix64: one number from one seed, the same on every machine. Everything random in a run derives from
// (run seed, activation, counter) through this.
constexpr std::uint64_t mix(std::uint64_t seed) {
    seed += 0x9e3779b97f4a7c15ULL;
    seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    seed = (seed ^ (seed >> 27)) * 0x94d049bb133111ebULL;
    return seed ^ (seed >> 31);
}
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    return mix(mix(a) ^ b);
}

}  // namespace millrace
