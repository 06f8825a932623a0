#pragma once

#include <optional>

#include "tests/simulation/options.hpp"
#include "tests/simulation/report.hpp"

namespace millrace::simulation {

// A seed as it was played.
struct Played {
    std::optional<Violation> violation;
    std::uint64_t hash = 0;
    std::uint64_t steps = 0;
    std::uint64_t turns = 0;
    double simulated_days = 0;
    Names faults;
    Names actors;
    std::vector<std::string> lines;
};
Played play(std::uint64_t seed, const Options& options, Coverage& coverage);

// The same violation with fewer faults, actors and steps.
Options shrink(std::uint64_t seed, const Options& options, const Played& first);
// How to see it again.
void print_failure(std::uint64_t seed, const Options& options, const Played& played);

}  // namespace millrace::simulation
