// Gives the conversation to one person, if he could be offered it just now.

#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"
#include "nodes/user_id.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    UserId user;
};

void describe(Fields<Settings>& fields) {
    fields.add("user", &Settings::user).label("Person").required();
}

class Assign final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext&) const override {
        return wait_for<desk::ConversationAssigned, desk::AgentUnavailable>().asking(
            desk::AssignTo{settings.user.value});
    }

    Step resume(const Settings&, const Signal& signal, const NodeContext&) const override {
        if (const auto assigned = signal.as<desk::ConversationAssigned>()) {
            return leave_by("assigned").setting("agent", assigned->agent).setting("agent_name", assigned->agent_name);
        }
        const auto unavailable = signal.as<desk::AgentUnavailable>();
        return leave_by("unavailable").setting("reason", unavailable ? unavailable->reason : std::string());
    }
};

}  // namespace

NodeType routing_assign() {
    return node_type<Assign>("routing.assign")
        .titled("Assign")
        .with_icon("user-check")
        .with_outputs({ok("assigned", "The person has it."), ok("unavailable", "He cannot take it just now.")})
        .waiting(Waits::always)
        .hearing<desk::ConversationAssigned, desk::AgentUnavailable>()
        .talking();
}

}  // namespace millrace::nodes
