// Puts the conversation in a queue and waits until an agent takes it or patience runs out.

#include "engine/desk/conversation.hpp"
#include "engine/desk/queue.hpp"
#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    desk::QueueKey queue;
    desk::Priority priority = desk::Priority::normal;
    Duration patience = minutes(10);
    bool by_rules = false;
};

void describe(Fields<Settings>& fields) {
    fields.add("queue", &Settings::queue).label("Queue").required();
    fields.add("priority", &Settings::priority).label("Priority");
    fields.add("patience", &Settings::patience).label("Give up after").at_least(seconds(1));
    fields.add("by_rules", &Settings::by_rules)
        .label("Ask the routing rules")
        .help("The first rule that holds says which queue, and how urgent; without one it is the queue above.");
}

class Enqueue final : public Node<Settings> {
public:
    Step enter(const Settings& settings, const NodeContext& context) const override {
        return wait_for<desk::ConversationAssigned>()
            .or_when<desk::ConversationClosed>()
            .holding(desk::JoinQueue{settings.queue, settings.priority,
                                     settings.by_rules ? std::optional<bool>(true) : std::nullopt})
            .until(context.now() + settings.patience);
    }

    Step resume(const Settings&, const Signal& signal, const NodeContext&) const override {
        if (signal.is(desk::ConversationClosed::name)) {
            return leave_by("closed");
        }
        if (const auto assigned = signal.as<desk::ConversationAssigned>()) {
            return leave_by("answered").setting("agent", assigned->agent).setting("agent_name", assigned->agent_name);
        }
        if (signal.is(desk::LeftQueue::name)) {
            return leave_by("gave_up");
        }
        // Patience is over, but an agent may be taking it at this very moment: the queue decides, not the clock.
        return wait_for<desk::LeftQueue, desk::ConversationAssigned>().or_when<desk::ConversationClosed>().asking(
            desk::LeaveQueue{});
    }
};

}  // namespace

NodeType routing_enqueue() {
    return node_type<Enqueue>("routing.enqueue")
        .titled("Wait in queue")
        .with_icon("users-group")
        .with_outputs({ok("answered", "An agent took the conversation."), timeout("gave_up", "Nobody took it in time."),
                       event<desk::ConversationClosed>("closed", "The customer left.")})
        .waiting(Waits::always)
        .hearing<desk::ConversationAssigned, desk::LeftQueue>()
        .talking();
}

}  // namespace millrace::nodes
