#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace millrace::simulation {

// What may be switched on in a world, by name. With "all" each seed takes about half of them (some bugs need quiet);
// with a list exactly those are on.
using Names = std::set<std::string>;
const std::vector<std::string>& every_fault();
const std::vector<std::string>& every_actor();

struct Options {
    std::uint64_t first = 1;
    std::uint64_t last = 100;
    bool swarm = true;  // each seed draws from `faults` and `actors`; else all of them are on
    Names faults = {every_fault().begin(), every_fault().end()};
    Names actors = {every_actor().begin(), every_actor().end()};
    std::uint64_t steps = 6000;  // of the faulty phase, at most
    std::int64_t days = 3;       // simulated, of the faulty phase, at most
    std::string bug;             // planted
    bool bugs = false;           // every planted bug, until it is found
    bool trace = false;
    bool flows = false;  // print the generated flows
    bool coverage = true;
};

// Empty: understood. Else what was expected.
std::string parse(int count, char** arguments, Options& options);
std::string to_text(const Names& names);

}  // namespace millrace::simulation
