// Goes all ways at once; the first to reach the join wins and the others are cancelled.

#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    std::string join;
};

void describe(Fields<Settings>& fields) {
    fields.add("join", &Settings::join).label("Meets at").help("The id of the join node.").required();
}

class Race final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings&, const NodeContext&) const override { return split(); }
};

}  // namespace

NodeType control_race() {
    return node_type<Race>("control.race")
        .titled("Race")
        .with_icon("flag")
        .with_outputs_from(OutputsFrom::next)
        .in_role(Role::race);
}

}  // namespace millrace::nodes
