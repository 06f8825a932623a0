// Makes a conversation that waits more or less urgent.

#include "engine/desk/queue.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    desk::PriorityChange change = desk::PriorityChange::set;
    desk::Priority priority = desk::Priority::high;
};

void describe(Fields<Settings>& fields) {
    fields.add("change", &Settings::change).label("Change");
    fields.add("priority", &Settings::priority).label("Priority").help("What it is set to.");
}

class Priority final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext&) const override {
        return wait_for<desk::QueueChanged>().asking(desk::ChangePriority{settings.change, settings.priority});
    }

    Step resume(const Settings&, const Signal& signal, const NodeContext&) const override {
        const auto changed = signal.as<desk::QueueChanged>();
        return changed && changed->waits ? leave_by("done").setting("priority", changed->priority)
                                         : leave_by("not_waiting");
    }
};

}  // namespace

NodeType routing_priority() {
    return node_type<Priority>("routing.priority")
        .titled("Priority")
        .with_icon("arrow-big-up-lines")
        .with_outputs({ok("done", "It is as urgent as that."), error("not_waiting", "It waits in no queue.")})
        .waiting(Waits::always)
        .hearing<desk::QueueChanged>()
        .talking();
}

}  // namespace millrace::nodes
