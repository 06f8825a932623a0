// Where the ways of a fork or race meet again.

#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

enum class Mode : std::uint8_t { all, any };
std::vector<Choice> choices_of(Mode) {
    return {{"all", "When all have arrived"}, {"any", "When the first arrives; the rest are cancelled"}};
}

struct Settings {
    Mode mode = Mode::all;
};

void describe(Fields<Settings>& fields) {
    fields.add("mode", &Settings::mode).label("Goes on");
}

class Join final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings&, const NodeContext&) const override { return arrive(); }
};

}  // namespace

NodeType control_join() {
    return node_type<Join>("control.join")
        .titled("Join")
        .with_icon("arrow-merge")
        .with_outputs({ok("done", "On from here.")})
        .in_role(Role::join);
}

}  // namespace millrace::nodes
