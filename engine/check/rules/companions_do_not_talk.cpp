// A flow on a shared event is a companion: another run owns the conversation, and only that one may talk.

#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {

void companions_do_not_talk(const Facts& facts, Report& report) {
    const std::string& on = facts.document.trigger.on;
    if (on != "conversation.closed" && on.rfind("event:", 0) != 0) {
        return;
    }
    for (const NodeFacts& node : facts.nodes) {
        if (node.type && node.type->talks) {
            report.error("flow.companion_talks", &node, node.pointer_to("type"),
                         fmt::format("expected no node that talks to the customer in a flow on \"{}\" but \"{}\" does",
                                     on, node.id()),
                         "Let the conversation's own flow say it, or start a flow of its own for it.");
        }
    }
}

}  // namespace millrace::checks
