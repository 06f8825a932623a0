// Waits for a while.

#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    Duration duration;
};

void describe(Fields<Settings>& fields) {
    fields.add("duration", &Settings::duration).label("How long").at_least(milliseconds(1)).required();
}

class Wait final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext& context) const override {
        return wait_until(context.now() + settings.duration);
    }
    Step resume(const Settings&, const Signal&, const NodeContext&) const override { return leave_by("done"); }
};

}  // namespace

NodeType control_wait() {
    return node_type<Wait>("control.wait")
        .titled("Wait")
        .with_icon("clock-pause")
        .with_outputs({ok("done", "The time is over.")})
        .waiting(Waits::always);
}

}  // namespace millrace::nodes
