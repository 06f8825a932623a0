#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/time.hpp"

namespace millrace::simulation {

// Chance from a seed. Each actor and each fault throws dice of its own, so that leaving one out changes as little as
// possible for the others.
class Dice final : public Random {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    Dice(std::uint64_t seed, std::string_view name) : state_(seed) {
        for (const char c : name) {
            state_ = mix(state_, static_cast<unsigned char>(c));
        }
    }

    std::uint64_t next() override { return mix(++state_); }
    std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : next() % n; }
    std::int64_t from(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least + 1)));
    }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    Duration between(Duration least, Duration most) { return Duration{from(least.ms, most.ms)}; }
    // Mostly short, sometimes long: of every order of magnitude about as many.
    Duration any_length(Duration most) {
        std::int64_t ceiling = 1;
        for (std::uint64_t n = below(24); n > 0 && ceiling < most.ms; --n) {
            ceiling *= 3;
        }
        return Duration{from(1, ceiling < most.ms ? ceiling : most.ms)};
    }
    template <class T>
    const T& any_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace millrace::simulation
