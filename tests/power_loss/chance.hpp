#pragma once

#include <cstdint>
#include <random>

namespace millrace::power_loss {

// All that is left to chance, from one seed.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}

    // From 0 to below - 1.
    std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : engine_() % limit; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    bool percent(std::uint64_t of_hundred) { return below(100) < of_hundred; }
    std::mt19937_64& engine() { return engine_; }

private:
    std::mt19937_64 engine_;
};

}  // namespace millrace::power_loss
