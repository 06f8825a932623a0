#include <charconv>

#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

// "line 3: …" speaks of that line.
std::optional<TextPlace> place_said(std::string_view code, std::string_view message) {
    constexpr std::string_view said = "line ";
    int line = 0;
    if (message.substr(0, said.size()) != said ||
        std::from_chars(message.data() + said.size(), message.data() + message.size(), line).ec != std::errc()) {
        return std::nullopt;
    }
    return line_in(code, line);
}

}  // namespace

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
                             error.message, "Correct the script at the line that is named.",
                             place_said(script.text, error.message));
            }
        }
    }
}

}  // namespace millrace::checks
