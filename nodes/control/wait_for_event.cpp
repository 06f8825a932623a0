// Waits for an event, of its own conversation or, with a key, of anything else.

#include "engine/desk/integration.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    std::string name;
    Text key;
    std::optional<Duration> within;
};

void describe(Fields<Settings>& fields) {
    fields.add("name", &Settings::name).label("Event").required();
    fields.add("key", &Settings::key).label("Key").help("Whose event; empty: this conversation's own.");
    fields.add("within", &Settings::within).label("Give up after").at_least(milliseconds(1));
}

class WaitForEvent final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext& context) const override {
        Step step = wait_for(std::vector<String>{settings.name});
        if (!settings.key.value.empty()) {
            step.holds.push_back(effect_of(desk::Subscribe{settings.name, settings.key.value}));
        }
        if (settings.within) {
            step.due = context.now() + *settings.within;
        }
        return step;
    }
    Step resume(const Settings&, const Signal& signal, const NodeContext&) const override {
        if (signal.is_timer()) {
            return leave_by("timeout");
        }
        return leave_by("received").setting("payload", signal.payload);
    }
};

}  // namespace

NodeType control_wait_for_event() {
    return node_type<WaitForEvent>("control.wait_for_event")
        .titled("Wait for event")
        .with_icon("bell")
        .with_outputs({ok("received", "It happened."), timeout("timeout", "Not in time.").after("within")})
        .waiting(Waits::always)
        .hearing_named_by("name");
}

}  // namespace millrace::nodes
