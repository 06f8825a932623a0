// Starts another flow as a run of its own and goes on at once.

#include "engine/desk/integration.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"
#include "nodes/flow_key.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    FlowKey flow;
    NamedExpressions input;
    bool hand_over = false;
};

void describe(Fields<Settings>& fields) {
    fields.add("flow", &Settings::flow).label("Flow").required();
    fields.add("input", &Settings::input).label("Input");
    fields.add("hand_over", &Settings::hand_over)
        .label("Hand over")
        .help("The new run owns the conversation; this one may no longer talk to the customer.");
}

class StartFlow final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Result<Value> input = evaluate_all(settings.input, context);
        if (!input) {
            return fail(input.error().code, input.error().message);
        }
        return leave_by("started").asking(desk::StartFlow{settings.flow.value, *input, settings.hand_over});
    }
};

}  // namespace

NodeType control_start_flow() {
    return node_type<StartFlow>("control.start_flow")
        .titled("Start flow")
        .with_icon("player-play")
        .with_outputs({ok("started", "It runs by itself.")});
}

}  // namespace millrace::nodes
