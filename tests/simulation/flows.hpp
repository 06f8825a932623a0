#pragma once

#include <string>
#include <vector>

#include "engine/flow/document.hpp"
#include "engine/node/catalogue.hpp"
#include "tests/simulation/dice.hpp"

namespace millrace::simulation {

// A flow of random shape that passes the real check: blocks inside blocks, so that regions are kept, loops end and
// every wait has an end or a name.
struct Draft {
    struct Callee {
        std::string key;
        std::vector<std::string> outcomes;
    };
    std::string key;
    bool talks = false;               // about a conversation
    std::vector<Callee> callees;      // flows that it may call
    std::vector<std::string> starts;  // flows that it may start beside itself
    std::string trigger = "api";      // of a flow that does not talk
    std::string successor;            // a flow that may get the conversation; empty: none
};
Value draw_flow(Dice& dice, const Draft& draft);

}  // namespace millrace::simulation
