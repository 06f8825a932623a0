// Looks whether somebody could take a conversation of a queue just now, and who it would be.

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

class FindAgent final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Value& free = context.read("free_agents", settings.queue.value);
        if (!free.is_map()) {
            return leave_by("error").setting("message", "there is no queue " + settings.queue.value);
        }
        if (free["agent"].is_nil()) {
            return leave_by("none").setting("count", std::int64_t{0});
        }
        return leave_by("found")
            .setting("agent", free["agent"])
            .setting("agent_name", free["agent_name"])
            .setting("count", free["count"]);
    }
};

}  // namespace

NodeType routing_find_agent() {
    return node_type<FindAgent>("routing.find_agent")
        .titled("Find agent")
        .with_icon("user-search")
        .with_outputs({ok("found", "Somebody could take it."), ok("none", "Nobody could."),
                       error("error", "There is no such queue.")});
}

}  // namespace millrace::nodes
