#pragma once

#include <string>
#include <vector>

#include "runtime/flowtest/suite.hpp"

namespace millrace::mutation {

// One wire of one flow, drawn wrongly.
struct Mutant {
    std::string folder;
    std::size_t flow = 0;  // place in its folder
    std::string node;
    std::string output;
    std::string target;  // where the wire leads now; empty: it is gone

    std::string name(const flowtest::Suite& suite) const;  // "flows/triage.json: greet.done removed"
    // The suite with this wire wrong.
    flowtest::Suite apply_to(flowtest::Suite suite) const;
};

// Every wire of every flow of the suite: removed, and turned to each other node of its flow.
std::vector<Mutant> all_mutants(const flowtest::Suite& suite);

}  // namespace millrace::mutation
