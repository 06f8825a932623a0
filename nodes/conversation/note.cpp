// Leaves a note for colleagues; the customer does not see it.

#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    Text text;
};

void describe(Fields<Settings>& fields) {
    fields.add("text", &Settings::text).label("Note").required();
}

class Note final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext&) const override {
        return leave_by("done").asking(desk::AddNote{settings.text.value});
    }
};

}  // namespace

NodeType conversation_note() {
    return node_type<Note>("conversation.note")
        .titled("Note")
        .with_icon("note")
        .with_outputs({ok("done", "It is noted.")});
}

}  // namespace millrace::nodes
