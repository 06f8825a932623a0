#include "runtime/desk/conversations/steering.hpp"

#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/users/user.hpp"

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

// His own, or one of his team; and not at its end.
Status may_steer(const Viewer& viewer, const Conversation& conversation) {
    if (!viewer.sees_team() && conversation.agent != viewer.user) {
        return Error{"conversation.not_yours", "expected your own conversation but it is not: take it first"};
    }
    if (is_over(conversation)) {
        return Error{"conversation.closed",
                     "expected an open conversation but it was closed as " + conversation.close_reason};
    }
    return {};
}

// Could he be given one more of this team's now, without anybody asking him?
Status can_be_given(const Work& work, const Conversation& conversation, std::string_view user) {
    const std::optional<User> person = find_user(work.reader(), user);
    if (!person || !person->active) {
        return Error{"user.unknown", "expected somebody of this org but there is nobody of this id", "/user_id"};
    }
    if (!works_in(work.reader(), conversation.queue, person->id)) {
        return Error{"user.not_in_team", "expected somebody of the queue's team but " + person->name + " is not",
                     "/user_id"};
    }
    if (conversation.agent == person->id) {
        return Error{"user.has_it", "expected somebody else but " + person->name + " has it", "/user_id"};
    }
    const std::optional<Agent> agent = find_agent(work.reader(), person->id);
    if (!agent || !is_available(*agent, work.now())) {
        return Error{"agent.not_available", "expected somebody who is online but " + person->name + " is not",
                     "/user_id"};
    }
    const std::int64_t capacity = capacity_of(work.reader(), person->id).chat;
    const std::int64_t asked_already = conversation.offered_to == person->id ? 1 : 0;
    if (load_of(work.reader(), person->id).all() - asked_already >= capacity) {
        return Error{"agent.at_capacity", "expected fewer than " + std::to_string(capacity) +
                                              " conversations in hand but " + person->name + " has no room"};
    }
    return {};
}

}  // namespace

Result<Value> transfer_conversation(const Work& work, const Viewer& viewer, ConversationId id, std::string_view key) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    if (Status his = may_steer(viewer, *conversation); !his) {
        return his.error();
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

Result<Value> transfer_to_agent(const Work& work, const Viewer& viewer, ConversationId id, std::string_view user) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    if (Status his = may_steer(viewer, *conversation); !his) {
        return his.error();
    }
    if (conversation->status == "new") {
        return Error{"conversation.new", "expected a conversation that waits or that somebody has but a flow has it"};
    }
    if (Status can = can_be_given(work, *conversation, user); !can) {
        return can.error();
    }
    const std::optional<User> person = find_user(work.reader(), user);
    work.publish(event::conversation_transferred, staff_topics(*conversation),
                 Map{{"conversation_id", to_text(id)},
                     {"from_queue", text_or_nil(conversation->queue)},
                     {"to_queue", text_or_nil(conversation->queue)},
                     {"to_agent", person->id},
                     {"by", viewer.user}});
    give_to(work, *conversation, person->id, person->name, Taking::by_hand);
    return shown_now(work, viewer, id);
}

Result<Value> hand_back_conversation(const Work& work, const Viewer& viewer, ConversationId id) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    if (Status his = may_steer(viewer, *conversation); !his) {
        return his.error();
    }
    if (Status handed = hand_back(work, *conversation, viewer.user, viewer.name); !handed) {
        return handed.error();
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
