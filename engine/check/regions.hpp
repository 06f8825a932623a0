#pragma once

#include <vector>

#include "engine/check/facts.hpp"

namespace millrace::checks {

// What lies between a fork (or race) and its join.
struct Region {
    NodeIndex fork = no_node;
    NodeIndex join = no_node;
    std::vector<bool> inside;  // by node; neither the fork nor the join

    bool contains(NodeIndex node) const { return inside[static_cast<std::size_t>(node)]; }
};

// The regions of all reachable forks whose join exists and is one, in the order of the forks.
//
// A node is inside when the branches lead to it before the join and it either leads to the join itself or cannot be
// reached but by the branches. Nodes that end the flow are never inside: they end all tokens, wherever these stand.
std::vector<Region> regions_of(const Facts& facts);

}  // namespace millrace::checks
