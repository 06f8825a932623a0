// Sends the customer a message.

#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    Text text;
};

void describe(Fields<Settings>& fields) {
    fields.add("text", &Settings::text).label("Text").required();
}

class Send final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext&) const override {
        return leave_by("sent").asking(desk::SendMessage{settings.text.value, {}});
    }
};

}  // namespace

NodeType conversation_send() {
    return node_type<Send>("conversation.send")
        .titled("Send message")
        .with_icon("message")
        .with_outputs({ok("sent", "It is on its way.")})
        .talking();
}

}  // namespace millrace::nodes
