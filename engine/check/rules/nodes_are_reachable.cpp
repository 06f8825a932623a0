#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {

void nodes_are_reachable(const Facts& facts, Report& report) {
    if (facts.find(facts.document.start) == no_node) {
        return;  // nothing would be reachable: the start is what must be mended
    }
    for (const NodeFacts& node : facts.nodes) {
        if (!node.reachable) {
            report.error("flow.unreachable", &node, node.pointer,
                         fmt::format("expected a way to \"{}\" but no wire, hook or route leads there", node.id()),
                         "Draw a wire to it, or remove it.");
        }
    }
}

}  // namespace millrace::checks
