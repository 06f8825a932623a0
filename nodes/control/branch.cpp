// Goes one of two ways by a condition.

#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    expression::Expression when;
};

void describe(Fields<Settings>& fields) {
    fields.add("when", &Settings::when)
        .label("Condition")
        .help("Nil and false go by no, everything else by yes.")
        .required();
}

class Branch final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Result<Value> holds = context.evaluate(settings.when);
        if (!holds) {
            return fail(holds.error().code, holds.error().message);
        }
        return leave_by(holds->truthy() ? "yes" : "no");
    }
};

}  // namespace

NodeType control_branch() {
    return node_type<Branch>("control.branch")
        .titled("Branch")
        .with_icon("git-branch")
        .with_outputs({ok("yes", "The condition holds."), ok("no", "It does not.")});
}

}  // namespace millrace::nodes
