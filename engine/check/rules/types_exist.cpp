#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {

void types_exist(const Facts& facts, Report& report) {
    for (const NodeFacts& node : facts.nodes) {
        const std::string& type = node.written->type;
        if (node.type == nullptr && !type.empty()) {
            report.error("flow.unknown_type", &node, node.pointer_to("type"),
                         fmt::format("expected a known node type but found \"{}\"", type),
                         report.did_you_mean(
                             type, facts.world.catalogue->names(),
                             "Correct the type; a type of your own is loaded with --nodes FOLDER, or uploaded."));
        }
    }
}

}  // namespace millrace::checks
