#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {

void waits_time_out(const Facts& facts, Report& report) {
    for (const NodeFacts& node : facts.nodes) {
        if (node.type == nullptr || node.type->waits == Waits::never) {
            continue;
        }
        for (const Output& output : node.outputs) {
            if (output.kind == OutputKind::timeout && !output.setting.empty() &&
                node.settings.values[output.setting].is_nil()) {
                report.warning("flow.wait_without_timeout", &node,
                               pointer_of(node.pointer_to("settings"), {output.setting}),
                               fmt::format("expected \"{}\" to wait for a limited time but `{}` is not set", node.id(),
                                           output.setting),
                               fmt::format("Set `{}` and wire \"{}\".", output.setting, output.key));
            }
        }
    }
}

}  // namespace millrace::checks
