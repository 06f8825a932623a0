// Moves a conversation that waits on to another queue, with its place and its clock.

#include "engine/desk/queue.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    desk::QueueKey queue;
};

void describe(Fields<Settings>& fields) {
    fields.add("queue", &Settings::queue).label("Queue").required();
}

class Transfer final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext&) const override {
        return wait_for<desk::QueueChanged>().asking(desk::TransferQueue{settings.queue});
    }

    Step resume(const Settings&, const Signal& signal, const NodeContext&) const override {
        const auto changed = signal.as<desk::QueueChanged>();
        return changed && changed->waits ? leave_by("done").setting("queue", changed->queue) : leave_by("not_waiting");
    }
};

}  // namespace

NodeType routing_transfer() {
    return node_type<Transfer>("routing.transfer")
        .titled("Transfer")
        .with_icon("transfer")
        .with_outputs({ok("done", "It waits there."), error("not_waiting", "It waits in no queue.")})
        .waiting(Waits::always)
        .hearing<desk::QueueChanged>()
        .talking();
}

}  // namespace millrace::nodes
