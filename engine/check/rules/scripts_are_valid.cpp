#include "engine/check/rules.hpp"

namespace millrace::checks {

void scripts_are_valid(const Facts& facts, Report& report) {
    if (!facts.world.check_script) {
        return;
    }
    for (const NodeFacts& node : facts.nodes) {
        std::vector<std::string> wired;
        for (const flow::Wire& wire : node.written->next) {
            wired.push_back(wire.output);
        }
        for (const NamedPart& script : node.settings.scripts) {
            for (const Error& error : facts.world.check_script(script.text, wired)) {
                report.error("flow.invalid_script", &node, pointer_of(node.pointer_to("settings"), script.path),
                             error.message, "Correct the script at the line that is named.");
            }
        }
    }
}

}  // namespace millrace::checks
