// Tells others that something happened: nodes that wait for it, and flows that it triggers.

#include "engine/desk/integration.hpp"
#include "engine/node/node_type.hpp"
#include "nodes/flow_key.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    std::string name;
    Text key;
    NamedExpressions payload;
};

void describe(Fields<Settings>& fields) {
    fields.add("name", &Settings::name)
        .label("Event")
        .help("A noun and a past participle, as in order.shipped.")
        .required();
    fields.add("key", &Settings::key).label("Key").help("Whose event: whoever waits gives the same key.");
    fields.add("payload", &Settings::payload).label("Payload");
}

class Emit final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Result<Value> payload = evaluate_all(settings.payload, context);
        if (!payload) {
            return fail(payload.error().code, payload.error().message);
        }
        return leave_by("done").asking(desk::EmitEvent{settings.name, settings.key.value, *payload});
    }
};

}  // namespace

NodeType integration_emit() {
    return node_type<Emit>("integration.emit")
        .titled("Emit event")
        .with_icon("broadcast")
        .with_outputs({ok("done", "It is told.")});
}

}  // namespace millrace::nodes
