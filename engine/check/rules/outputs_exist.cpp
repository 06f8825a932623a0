#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/check/rules.hpp"

namespace millrace::checks {

void outputs_exist(const Facts& facts, Report& report) {
    for (const NodeFacts& node : facts.nodes) {
        for (const flow::Wire& wire : node.written->next) {
            if (node.type == nullptr || node.output(wire.output)) {
                continue;
            }
            std::vector<std::string> keys;
            for (const Output& output : node.outputs) {
                keys.push_back(output.key);
            }
            report.error(
                "flow.unknown_output", &node, node.wire_pointer(wire.output),
                fmt::format("expected an output of \"{}\" but found \"{}\"", node.id(), utf8_prefix(wire.output, 80)),
                report.did_you_mean(wire.output, keys,
                                    keys.empty() ? std::string("Remove the wire: this node has no outputs.")
                                                 : fmt::format("The outputs are {}.", fmt::join(keys, ", "))));
        }
    }
}

}  // namespace millrace::checks
