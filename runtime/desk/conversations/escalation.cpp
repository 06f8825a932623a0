#include "runtime/desk/conversations/escalation.hpp"

#include "engine/base/text.hpp"
#include "runtime/desk/conversations/annotations.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/queues/queue.hpp"

namespace millrace::desk {

Result<Value> escalate_conversation(const Work& work, const Viewer& viewer, ConversationId id,
                                    std::string_view reason) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    if (!viewer.sees_team() && conversation->agent != viewer.user) {
        return Error{"conversation.not_yours", "expected your own conversation but it is not: take it first"};
    }
    if (is_over(*conversation)) {
        return Error{"conversation.closed",
                     "expected an open conversation but it was closed as " + conversation->close_reason};
    }
    if (conversation->status == "new") {
        return Error{"conversation.new", "expected a conversation that waits or that somebody has but a flow has it"};
    }
    if (trim(reason).empty() || utf8_length(reason) > 500) {
        return Error{"escalation.reason", "expected a reason of 1 to 500 characters but it is not", "/reason"};
    }
    const std::optional<Queue> queue = find_escalation_queue(work.reader());
    if (!queue) {
        return Error{"queue.no_escalation", "expected the org to have an escalation queue but it has none"};
    }
    if (conversation->status == "queued" && conversation->queue == queue->key) {
        return Error{"conversation.escalated", "expected a conversation that is elsewhere but it waits there already"};
    }
    if (Result<Value> noted = add_note(work, viewer, id, "Escalated: " + std::string(trim(reason))); !noted) {
        return noted.error();
    }
    std::vector<std::string> topics = staff_topics(*conversation);
    if (queue->team != conversation->team) {
        topics.push_back("team:" + queue->team);
    }
    work.publish(event::conversation_escalated, std::move(topics),
                 Map{{"conversation_id", to_text(id)},
                     {"from_queue", text_or_nil(conversation->queue)},
                     {"to_queue", queue->key},
                     {"reason", trim(reason)},
                     {"by", viewer.user},
                     {"by_name", viewer.name}});
    if (conversation->status == "queued") {
        move_to_queue(work, *conversation, *queue);
    } else {
        give_back(work, *conversation, *queue);
    }
    const std::optional<Conversation> now = find_conversation(work.reader(), id);
    return sight_of(work.reader(), viewer, *now) == Sight::whole ? show_in_full(work.reader(), *now)
                                                                 : show_preview(*now);
}

}  // namespace millrace::desk
