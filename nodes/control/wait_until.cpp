// Waits for a moment; if it has passed, not at all.

#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    Text time;
};

void describe(Fields<Settings>& fields) {
    fields.add("time", &Settings::time).label("When").help("RFC 3339, as in 2026-03-01T09:00:00Z.").required();
}

class WaitUntil final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Result<Time> time = parse_time(settings.time.value);
        if (!time) {
            return leave_by("error").setting("message", time.error().message);
        }
        if (*time <= context.now()) {
            return leave_by("done");
        }
        return wait_until(*time);
    }
    Step resume(const Settings&, const Signal&, const NodeContext&) const override { return leave_by("done"); }
};

}  // namespace

NodeType control_wait_until() {
    return node_type<WaitUntil>("control.wait_until")
        .titled("Wait until")
        .with_icon("calendar-time")
        .with_outputs({ok("done", "The moment has come."), error("error", "That is no time.")})
        .waiting(Waits::maybe);
}

}  // namespace millrace::nodes
