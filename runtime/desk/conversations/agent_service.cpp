#include "runtime/desk/conversations/agent_service.hpp"

#include <algorithm>

#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/fields/field.hpp"
#include "runtime/desk/messages/message.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::desk {
namespace {

Error closed_already(const Conversation& conversation) {
    return {"conversation.closed", "expected an open conversation but it was closed as " + conversation.close_reason};
}

Result<Value> shown_now(const Work& work, ConversationId id) {
    return show_in_full(work.reader(), *find_conversation(work.reader(), id));
}

// An agent takes no more at once than he can; who leads or administers steps in by hand. What is offered to him counts
// already.
Status has_room(const Work& work, const User& agent, const Conversation& conversation) {
    if (!is_routable(agent.role) || conversation.agent == agent.id) {
        return {};
    }
    const std::int64_t held = load_of(work.reader(), agent.id).all() - (conversation.offered_to == agent.id ? 1 : 0);
    const std::int64_t capacity = capacity_of(work.reader(), agent.id).chat;
    if (held < capacity) {
        return {};
    }
    return Error{"agent.at_capacity", "expected fewer than " + std::to_string(capacity) +
                                          " conversations in hand but " + agent.name + " has " + std::to_string(held)};
}

// Who lost it hears the winner's name only if he may see who is there.
Error already_taken(const Viewer& viewer, const Conversation& conversation) {
    std::string message = "expected a conversation that waits but somebody else took it";
    if (viewer.sees_team()) {
        message = "expected a conversation that waits but " + conversation.agent_name + " took it";
    }
    return {"conversation.already_taken", message};
}

}  // namespace

Result<Value> take_conversation(const Work& work, const Viewer& viewer, ConversationId id) {
    const std::optional<Conversation> conversation = find_conversation(work.reader(), id);
    const Sight sight = conversation ? sight_of(work.reader(), viewer, *conversation) : Sight::none;
    // A loser was in the queue's team a moment ago: he is told that he lost, not that there was nothing.
    const bool lost = conversation && conversation->status == "assigned" && conversation->agent != viewer.user &&
                      (sight != Sight::none || works_in(work.reader(), conversation->queue, viewer.user));
    if (lost) {
        return already_taken(viewer, *conversation);
    }
    if (sight == Sight::none) {
        return Error{"conversation.unknown", "expected a conversation that you may see but there is none of this id"};
    }
    if (is_over(*conversation)) {
        return closed_already(*conversation);
    }
    if (conversation->status == "assigned") {
        return shown_now(work, id);  // his already
    }
    if (conversation->offer_expires && conversation->offered_to != viewer.user && !viewer.sees_team()) {
        return Error{"conversation.offered",
                     "expected a conversation that waits but somebody else is asked to take it"};
    }
    const std::optional<User> user = find_user(work.reader(), viewer.user);
    if (!user) {
        return Error{"user.unknown", "expected somebody of this org but there is nobody of this id"};
    }
    if (Status room = has_room(work, *user, *conversation); !room) {
        return room.error();
    }
    // A person at hand may end what a flow began: that is an intervention, not a turn from the queue.
    const Taking taking = conversation->status == "new" && viewer.sees_team() ? Taking::by_hand : Taking::from_queue;
    if (!give_to(work, *conversation, viewer.user, viewer.name, taking)) {
        return Error{"conversation.not_queued",
                     "expected a conversation that waits but its status is " + conversation->status};
    }
    return shown_now(work, id);
}

Result<Value> assign_conversation(const Work& work, const Viewer& viewer, ConversationId id, std::string_view user) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    if (!viewer.sees_team()) {
        return Error{"conversation.not_yours", "expected a supervisor, a team lead or an admin but you are an agent"};
    }
    if (is_over(*conversation)) {
        return closed_already(*conversation);
    }
    const std::optional<User> agent = find_user(work.reader(), user);
    if (!agent || !agent->active) {
        return Error{"user.unknown", "expected somebody of this org but there is nobody of this id", "/user_id"};
    }
    const bool in_team = conversation->team.empty() || is_member(work.reader(), conversation->team, agent->id) ||
                         works_in(work.reader(), conversation->queue, agent->id);
    if (!in_team && agent->role != Role::admin) {
        return Error{"user.not_in_team", "expected somebody of the queue's team but " + agent->name + " is not",
                     "/user_id"};
    }
    if (Status room = has_room(work, *agent, *conversation); !room) {
        return room.error();
    }
    if (!give_to(work, *conversation, agent->id, agent->name, Taking::by_hand)) {
        return closed_already(*conversation);
    }
    return shown_now(work, id);
}

Result<Value> reply(const Work& work, const Viewer& viewer, ConversationId id, std::string_view text) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    if (Status sound = check_text(text); !sound) {
        return sound.error();
    }
    if (is_over(*conversation)) {
        return closed_already(*conversation);
    }
    if (conversation->agent != viewer.user) {
        return Error{"conversation.not_yours", "expected your own conversation but it is not: take it first"};
    }
    Message message;
    message.conversation = id;
    message.from = "agent";
    message.author = viewer.user;
    message.author_name = viewer.name;
    message.text = text;
    message = add_message(work.tx, work.org, std::move(message));
    work.tx.run("UPDATE conversation SET updated = $now WHERE org = $org AND id = $id",
                {{"now", work.now()}, {"org", work.org}, {"id", id}});
    const Value shown = show(message);
    work.publish(event::message_sent, everybody(*conversation),
                 Map{{"conversation_id", to_text(id)}, {"message", shown}});
    return shown;
}

Result<Value> close_conversation(const Work& work, const Viewer& viewer, ConversationId id, std::string_view reason) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    const std::vector<CloseReason> reasons = close_reasons(work.reader());
    const bool known = std::any_of(reasons.begin(), reasons.end(),
                                   [&](const CloseReason& each) { return !each.system && each.key == reason; });
    if (!known) {
        std::string names;
        for (const CloseReason& each : reasons) {
            names += each.system ? "" : (names.empty() ? "" : ", ") + each.key;
        }
        return Error{"close_reason.unknown", "expected one of " + names + " but got '" + std::string(reason) + "'",
                     "/reason"};
    }
    if (!is_over(*conversation)) {
        const std::vector<std::string> missing = missing_fields(work.reader(), id);
        if (!missing.empty()) {
            std::string names;
            for (const std::string& each : missing) {
                names += (names.empty() ? "" : ", ") + each;
            }
            return Error{"conversation.fields_missing",
                         "expected these fields to be filled in before it is closed: " + names};
        }
    }
    if (!close(work, *conversation, reason, "agent")) {
        return closed_already(*conversation);
    }
    return shown_now(work, id);
}

}  // namespace millrace::desk
