// Outputs of kind ok always lead somewhere, timeouts when the node can time out. An unwired error is an incident, an
// unwired event is not waited for: both are an author's choice.

#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

bool can_happen(const NodeFacts& node, const Output& output) {
    switch (output.kind) {
        case OutputKind::ok:
            return true;
        case OutputKind::timeout:
            return output.setting.empty() || !node.settings.values[output.setting].is_nil();
        case OutputKind::error:
        case OutputKind::event:
            return false;
    }
    return false;
}

}  // namespace

void outputs_are_wired(const Facts& facts, Report& report) {
    for (const NodeFacts& node : facts.nodes) {
        for (const Output& output : node.outputs) {
            if (can_happen(node, output) && !node.written->wire(output.key)) {
                report.error("flow.missing_output", &node, node.wire_pointer(output.key),
                             fmt::format("expected the output \"{}\" of \"{}\" to lead somewhere but it has no wire",
                                         output.key, node.id()),
                             "Draw a wire from it to the node that follows.");
            }
        }
        if (node.splits() && node.written->next.empty()) {
            report.error("flow.missing_output", &node, node.pointer_to("next"),
                         fmt::format("expected \"{}\" to have branches but it has no wire", node.id()),
                         "Draw one wire for each branch.");
        }
    }
}

}  // namespace millrace::checks
