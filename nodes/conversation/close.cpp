// Closes the conversation.

#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    std::string reason = "resolved";
};

void describe(Fields<Settings>& fields) {
    fields.add("reason", &Settings::reason).label("Reason").help("One of the organisation's close reasons.");
}

class Close final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext&) const override {
        return leave_by("done").asking(desk::CloseConversation{settings.reason});
    }
};

}  // namespace

NodeType conversation_close() {
    return node_type<Close>("conversation.close")
        .titled("Close")
        .with_icon("message-off")
        .with_outputs({ok("done", "It is closed.")})
        .talking();
}

}  // namespace millrace::nodes
