#pragma once

#include <string>
#include <vector>

#include "tests/simulation/options.hpp"

namespace millrace::simulation {

// A mistake that a build with MILLRACE_PLANTED_FAULTS has, by the name under which fault() knows it.
struct Bug {
    std::string name;
    std::string what;
};
const std::vector<Bug>& every_bug();

// Plays each bug until a seed finds it. Exit status; the last line is "N passed, N failed".
int find_bugs(const Options& options);

}  // namespace millrace::simulation
