// Tags the conversation.

#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    Text tag;
};

void describe(Fields<Settings>& fields) {
    fields.add("tag", &Settings::tag).label("Tag").required();
}

class Tag final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext&) const override {
        return leave_by("done").asking(desk::TagConversation{settings.tag.value});
    }
};

}  // namespace

NodeType conversation_tag() {
    return node_type<Tag>("conversation.tag")
        .titled("Tag")
        .with_icon("tag")
        .with_outputs({ok("done", "It is tagged.")});
}

}  // namespace millrace::nodes
