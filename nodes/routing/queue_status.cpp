// Looks at a queue: how many wait, how long the first has waited, how many agents are there.

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

class QueueStatus final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Value& status = context.read("queue_status", settings.queue.value);
        if (status.is_nil()) {
            return leave_by("error").setting("message", "there is no queue " + settings.queue.value);
        }
        return leave_by("done")
            .setting("waiting", status["waiting"])
            .setting("oldest_wait_s", status["oldest_wait_s"])
            .setting("agents_online", status["agents_online"]);
    }
};

}  // namespace

NodeType routing_queue_status() {
    return node_type<QueueStatus>("routing.queue_status")
        .titled("Queue status")
        .with_icon("gauge")
        .with_outputs({ok("done", "Its figures are this node's outputs."), error("error", "There is no such queue.")});
}

}  // namespace millrace::nodes
