// Goes all ways at once; the ways meet again at its join.

#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    std::string join;
};

void describe(Fields<Settings>& fields) {
    fields.add("join", &Settings::join).label("Meets at").help("The id of the join node.").required();
}

class Fork final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings&, const NodeContext&) const override { return split(); }
};

}  // namespace

NodeType control_fork() {
    return node_type<Fork>("control.fork")
        .titled("Fork")
        .with_icon("arrow-fork")
        .with_outputs_from(OutputsFrom::next)
        .in_role(Role::fork);
}

}  // namespace millrace::nodes
