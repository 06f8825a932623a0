#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/flow/document.hpp"
#include "engine/node/catalogue.hpp"
#include "runtime/flowtest/desk/facts.hpp"

namespace millrace::flowtest {

// What a node case puts around its node.
struct NodeSetting {
    const Catalogue* catalogue = nullptr;
    std::string type;
    Value settings;
    std::vector<std::string> wires;  // besides the node's own outputs
    std::vector<std::string> unwired;
    const Facts* facts = nullptr;  // variables and bindings that the node may read
    const std::vector<StubFlow>* stubs = nullptr;
};

constexpr std::string_view harness_key = "one_node";

// The id of the node in its flow: the last word of its type.
std::string node_id_of(std::string_view type);

// A flow around one node: every output leads to an end of its own, with the output's name as outcome. A fork or race is
// given its join, a join its fork. The catalogue must have a type for ends (and for forks and joins, if needed).
flow::Document one_node_flow(const NodeSetting& setting);
// A flow that only ends.
flow::Document stub_document(const Catalogue& catalogue, const StubFlow& stub);

}  // namespace millrace::flowtest
