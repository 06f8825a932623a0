#include "runtime/desk/routing/steps.hpp"

#include <algorithm>

#include "engine/desk/conversation.hpp"
#include "engine/desk/queue.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/conversations/conversation_effects.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/routing/waiting.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::desk {
namespace {

using StepAnswer = Result<std::optional<Signal>>;

template <class S>
std::optional<Signal> told(const S& signal) {
    return Signal{String(S::name), to_value(signal)};
}

// What it waits for, as its queue would look at it.
Waiting asking(store::OrgReader reader, const Conversation& conversation, Time now) {
    Waiting waiting;
    waiting.entry.conversation = conversation.id;
    const std::optional<Channel> channel = find_channel(reader, conversation.channel);
    waiting.voice = channel && channel->kind == "voice";
    if (conversation.status == "queued") {
        const std::optional<QueueEntry> entry = find_entry(reader, conversation.id);
        waiting.asked_for = skills_asked_for(policy_of(reader, conversation.queue), entry ? entry->skills : "",
                                             now - conversation.waiting_since.value_or(now));
    }
    return waiting;
}

// He is not among those to whom the queue goes: because of him, or of the queue.
std::string why_not_at_all(store::OrgReader reader, std::string_view user, Time now) {
    const std::optional<User> person = find_user(reader, user);
    if (!person || !person->active) {
        return "unknown";
    }
    const std::optional<Agent> agent = find_agent(reader, user);
    if (!agent) {
        return "not_routable";
    }
    return is_available(*agent, now) ? "not_in_team" : "offline";
}

StepAnswer assign(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    if (Status owner = may_talk(work, effect); !owner) {
        return owner.error();
    }
    const std::string user = from_value<AssignTo>(effect.payload).user;
    if (conversation.status == "assigned" && conversation.agent == user) {
        return told(ConversationAssigned{user, conversation.agent_name});
    }
    std::string reason = is_over(conversation) ? "closed" : why_not(work.reader(), conversation, user, work.now());
    if (!reason.empty()) {
        return told(AgentUnavailable{user, std::move(reason)});
    }
    // Its run hears of it as of every other assignment: once.
    if (!give_to(work, conversation, user, find_user(work.reader(), user)->name, Taking::by_hand)) {
        return told(AgentUnavailable{user, "closed"});
    }
    return std::optional<Signal>();
}

StepAnswer transfer(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    if (Status owner = may_talk(work, effect); !owner) {
        return owner.error();
    }
    const std::string key = from_value<TransferQueue>(effect.payload).queue.value;
    const std::optional<Queue> queue = find_queue(work.reader(), key);
    if (!queue) {
        return Error{"queue.unknown", "expected a queue of the org but there is no '" + key + "'"};
    }
    if (conversation.status != "queued") {
        return told(QueueChanged{});
    }
    move_to_queue(work, conversation, *queue);
    return told(QueueChanged{true, queue->key, std::string(to_text(conversation.priority))});
}

Priority changed(const ChangePriority& wanted, Priority now) {
    switch (wanted.change) {
        case PriorityChange::set:
            return wanted.priority;
        case PriorityChange::raise:
            return now == Priority::urgent ? now : static_cast<Priority>(static_cast<int>(now) + 1);
        case PriorityChange::lower:
            return now == Priority::low ? now : static_cast<Priority>(static_cast<int>(now) - 1);
    }
    return now;
}

StepAnswer prioritize(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    if (Status owner = may_talk(work, effect); !owner) {
        return owner.error();
    }
    if (conversation.status != "queued") {
        return told(QueueChanged{});
    }
    const Priority priority = changed(from_value<ChangePriority>(effect.payload), conversation.priority);
    set_priority(work, conversation, priority);
    return told(QueueChanged{true, conversation.queue, std::string(to_text(priority))});
}

}  // namespace

std::string why_not(store::OrgReader reader, const Conversation& conversation, std::string_view user, Time now) {
    // While no queue has had it, any that he works in will do.
    std::optional<Queue> queue = find_queue(reader, conversation.queue);
    if (!queue) {
        const std::vector<Queue> his = queues_worked_in(reader, user);
        queue = his.empty() ? Queue{} : his.front();
    }
    const std::vector<Candidate> him = candidates(reader, *queue, now, true, user);
    if (him.empty()) {
        return why_not_at_all(reader, user, now);
    }
    const Waiting waiting = asking(reader, conversation, now);
    // What is offered to him already counts as in hand, and is this one.
    Candidate candidate = him.front();
    if (conversation.offered_to == user) {
        --(waiting.voice ? candidate.calls : candidate.chats);
    }
    if (!candidate.has_room_for(waiting.voice)) {
        return "busy";
    }
    return is_eligible(candidate, waiting) ? "" : "lacks_skills";
}

Value free_agents(store::OrgReader reader, std::string_view key, Time now) {
    const std::optional<Queue> queue = find_queue(reader, key);
    if (!queue) {
        return {};
    }
    const QueuePolicy policy = policy_of(reader, key);
    Waiting waiting;
    waiting.asked_for = skills_asked_for(policy, "", Duration{});
    std::int64_t count = 0;
    const std::vector<Candidate> all = candidates(reader, *queue, now, !policy.skills.empty());
    const Candidate* best = nullptr;
    for (const Candidate& candidate : all) {
        if (is_eligible(candidate, waiting)) {
            ++count;
            if (best == nullptr || is_better(policy.strategy, waiting, candidate, *best)) {
                best = &candidate;
            }
        }
    }
    if (best == nullptr) {
        return Map{{"count", count}};
    }
    const std::optional<User> person = find_user(reader, best->user);
    return Map{{"agent", best->user}, {"agent_name", person ? person->name : std::string()}, {"count", count}};
}

void add_routing_effects(drive::LocalEffects& effects, Feed& feed) {
    add_effect(effects, feed, AssignTo::name, assign);
    add_effect(effects, feed, TransferQueue::name, transfer);
    add_effect(effects, feed, ChangePriority::name, prioritize);
}

}  // namespace millrace::desk
