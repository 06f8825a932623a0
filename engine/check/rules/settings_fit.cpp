// What the description of a type says about its settings: missing, unknown and invalid ones.

#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

std::string fix_of(const std::string& code) {
    if (code == "flow.missing_setting") {
        return "Fill in this setting.";
    }
    if (code == "flow.unknown_setting") {
        return "Remove it, or correct its name.";
    }
    return "Correct this setting; the help page of the node's type shows what it may be.";
}

}  // namespace

void settings_fit(const Facts& facts, Report& report) {
    for (const NodeFacts& node : facts.nodes) {
        for (const Error& problem : node.settings.problems) {
            // These have rules of their own; a script's where somebody is there to ask.
            const bool elsewhere = problem.code == "flow.invalid_expression" ||
                                   (problem.code == "flow.invalid_script" && facts.world.check_script);
            if (!elsewhere) {
                report.error(problem.code, &node, problem.pointer, problem.message, fix_of(problem.code));
            }
        }
    }
}

}  // namespace millrace::checks
