// Takes the conversation back from people: from here on the flow talks to the customer again.

#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {};

void describe(Fields<Settings>&) {}

class HandoverToBot final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings&, const NodeContext&) const override { return leave_by("done").asking(desk::HandBack{}); }
};

}  // namespace

NodeType conversation_handover_to_bot() {
    return node_type<HandoverToBot>("conversation.handover_to_bot")
        .titled("Back to the bot")
        .with_icon("robot")
        .with_outputs({ok("done", "The flow has it.")})
        .talking();
}

}  // namespace millrace::nodes
