#include "runtime/desk/conversations/steering.hpp"

#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/queues/staff.hpp"

namespace millrace::desk {
namespace {

Result<Value> shown_now(const Work& work, const Viewer& viewer, ConversationId id) {
    const std::optional<Conversation> conversation = find_conversation(work.reader(), id);
    // Whoever has handed it on may not see it any more.
    return sight_of(work.reader(), viewer, *conversation) == Sight::whole ? show_in_full(work.reader(), *conversation)
                                                                          : show_preview(*conversation);
}

// Who had it last, if he could be given it now.
std::optional<Agent> last_agent(const Work& work, const Conversation& conversation) {
    std::optional<Agent> agent = find_agent(work.reader(), conversation.agent);
    if (!agent || !is_available(*agent, work.now()) || !works_in(work.reader(), conversation.queue, agent->user) ||
        load_of(work.reader(), agent->user).all() >= capacity_of(work.reader(), agent->user).chat) {
        return std::nullopt;
    }
    return agent;
}

}  // namespace

Result<Value> transfer_conversation(const Work& work, const Viewer& viewer, ConversationId id, std::string_view key) {
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
    const std::optional<Queue> queue = find_queue(work.reader(), key);
    if (!queue) {
        return Error{"queue.unknown", "expected a queue of this org but there is no '" + std::string(key) + "'",
                     "/queue"};
    }
    if (conversation->status == "new") {
        return Error{"conversation.new", "expected a conversation that waits or that somebody has but a flow has it"};
    }
    work.publish(event::conversation_transferred, staff_topics(*conversation),
                 Map{{"conversation_id", to_text(id)},
                     {"from_queue", text_or_nil(conversation->queue)},
                     {"to_queue", queue->key},
                     {"by", viewer.user}});
    if (conversation->status == "queued") {
        move_to_queue(work, *conversation, *queue);
    } else {
        give_back(work, *conversation, *queue);
    }
    return shown_now(work, viewer, id);
}

Result<Value> reopen_conversation(const Work& work, const Viewer& viewer, ConversationId id) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    const std::optional<Org> org = find_org(work.reader());
    const std::optional<Queue> queue =
        find_queue(work.reader(), conversation->queue.empty() && org ? org->fallback_queue : conversation->queue);
    if (!queue) {
        return Error{"queue.unknown", "expected the conversation's queue to be there but it is not"};
    }
    const std::int64_t reopened = work.tx.run(
        "UPDATE conversation SET status = 'new', owner = 'none', closed = NULL, close_reason = '', wrap_until = NULL,"
        " updated = $now WHERE org = $org AND id = $id AND status IN ('closed', 'wrap_up')",
        {{"now", work.now()}, {"org", work.org}, {"id", id}});
    if (reopened == 0) {
        return Error{"conversation.open",
                     "expected a conversation that is closed but its status is " + conversation->status};
    }
    Conversation open = *find_conversation(work.reader(), id);
    record(work, event::conversation_reopened, "conversation:" + to_text(id),
           Map{{"status", conversation->status}, {"close_reason", conversation->close_reason}},
           Map{{"status", open.status}});
    work.publish(event::conversation_reopened, everybody(open), Map{{"conversation_id", to_text(id)}});
    if (const std::optional<Agent> agent = last_agent(work, open)) {
        give_to(work, open, agent->user, agent->name, Taking::by_hand);
    } else {
        open.agent.clear();
        enter_queue(work, open, *queue, Priority::urgent, {}, "none");
    }
    return shown_now(work, viewer, id);
}

Result<Value> complete_conversation(const Work& work, const Viewer& viewer, ConversationId id) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    if (conversation->status != "wrap_up") {
        return Error{"conversation.not_wrapping_up",
                     "expected a conversation that is wrapped up but its status is " + conversation->status};
    }
    finish_wrap_up(work, *conversation, viewer.user);
    return shown_now(work, viewer, id);
}

}  // namespace millrace::desk
