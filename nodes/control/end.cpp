// Ends the flow, or the subflow, with an outcome.

#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    std::string outcome = "done";
    Value result;
};

void describe(Fields<Settings>& fields) {
    fields.add("outcome", &Settings::outcome).label("Outcome").help("A caller of this flow goes on along this output.");
    fields.add("result", &Settings::result).label("Result").help("Handed to whoever started or called the flow.");
}

class End final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext&) const override {
        return end_flow(settings.outcome, settings.result);
    }
};

}  // namespace

NodeType control_end() {
    return node_type<End>("control.end").titled("End").with_icon("flag-check").in_role(Role::end);
}

}  // namespace millrace::nodes
