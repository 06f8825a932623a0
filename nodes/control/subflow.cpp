// Runs another flow inside this one and goes on by its outcome.

#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"
#include "nodes/flow_key.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    FlowKey flow;
    NamedExpressions input;
};

void describe(Fields<Settings>& fields) {
    fields.add("flow", &Settings::flow).label("Flow").required();
    fields.add("input", &Settings::input).label("Input");
}

class Subflow final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Result<Value> input = evaluate_all(settings.input, context);
        if (!input) {
            return fail(input.error().code, input.error().message);
        }
        return call_flow(settings.flow.value, *input);
    }
};

}  // namespace

NodeType control_subflow() {
    return node_type<Subflow>("control.subflow")
        .titled("Subflow")
        .with_icon("binary-tree")
        .with_outputs_from(OutputsFrom::flow)
        .in_role(Role::subflow)
        .waiting(Waits::maybe);
}

}  // namespace millrace::nodes
