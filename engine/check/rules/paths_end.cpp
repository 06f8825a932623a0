#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {

void paths_end(const Facts& facts, Report& report) {
    for (const NodeFacts& node : facts.nodes) {
        const bool may_stop = node.type == nullptr || node.role() == Role::end || node.role() == Role::thrower;
        if (node.reachable && !may_stop && node.written->next.empty()) {
            report.error("flow.no_end", &node, node.pointer,
                         fmt::format("expected each path to end in an ending node but one stops at \"{}\"", node.id()),
                         "Draw a wire from it to an ending node.");
        }
    }
}

}  // namespace millrace::checks
