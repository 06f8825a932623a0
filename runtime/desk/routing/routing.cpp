#include "runtime/desk/routing/routing.hpp"

#include <algorithm>

#include "runtime/desk/agents/alerts.hpp"
#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/conversations/abandonment.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/queues/statistics.hpp"
#include "runtime/desk/routing/steps.hpp"
#include "runtime/desk/routing/waiting.hpp"

namespace millrace::desk {
namespace {

constexpr int looked_at = 50;  // of those who wait in a queue, at a time

void tell(const Work& work, std::string_view event, const Offer& offer, Map more) {
    more.set("conversation_id", to_text(offer.conversation));
    more.set("queue", offer.queue);
    more.set("agent_id", offer.agent);
    std::vector<std::string> topics = {"org:" + to_text(work.org), "rep:" + offer.agent};
    if (event == event::conversation_offered) {
        topics.push_back(record_topic(offer.conversation));  // it tells the first line
    }
    if (const std::optional<Queue> queue = find_queue(work.reader(), offer.queue)) {
        topics.push_back("team:" + queue->team);
    }
    work.publish(event, std::move(topics), std::move(more));
}

void make_offer(const Work& work, const Waiting& waiting, const QueuePolicy& policy, Candidate& agent) {
    const Offer offer{waiting.entry.conversation, waiting.entry.queue, agent.user, work.now(),
                      work.now() + policy.offer_for};
    work.tx.run(
        "INSERT INTO offer(org, conversation, queue, agent, since, expires)"
        " VALUES($org, $conversation, $queue, $agent, $since, $expires)",
        {{"org", work.org},
         {"conversation", offer.conversation},
         {"queue", offer.queue},
         {"agent", offer.agent},
         {"since", offer.since},
         {"expires", offer.expires}});
    work.tx.run(
        "UPDATE agent SET turn = (SELECT max(turn) + 1 FROM agent WHERE org = $org)"
        " WHERE org = $org AND user_id = $user",
        {{"org", work.org}, {"user", offer.agent}});
    count_offered(work, offer.queue);
    ++(waiting.voice ? agent.calls : agent.chats);
    const std::optional<Conversation> conversation = find_conversation(work.reader(), offer.conversation);
    Map shown{{"expires_at", to_text(offer.expires)}};
    if (conversation) {
        const Value preview = show_preview(*conversation);
        for (const auto& [name, value] : preview.as_map()) {
            shown.set(name, value);
        }
    }
    tell(work, event::conversation_offered, offer, std::move(shown));
}

void remove_offer(const Work& work, ConversationId conversation) {
    work.tx.run("DELETE FROM offer WHERE org = $org AND conversation = $conversation",
                {{"org", work.org}, {"conversation", conversation}});
}

void offer_to_best(const Work& work, const Waiting& waiting, const QueuePolicy& policy,
                   std::vector<Candidate>& candidates) {
    Candidate* best = nullptr;
    for (Candidate& candidate : candidates) {
        if (is_eligible(candidate, waiting) &&
            (best == nullptr || is_better(policy.strategy, waiting, candidate, *best))) {
            best = &candidate;
        }
    }
    if (best != nullptr) {
        make_offer(work, waiting, policy, *best);
    }
}

bool anybody_has_room(const std::vector<Candidate>& candidates) {
    return std::any_of(candidates.begin(), candidates.end(),
                       [](const Candidate& each) { return each.has_room_for(false) || each.has_room_for(true); });
}

// He missed it: it goes on to others, and he is paused, so that the next one does not wait for him too.
void lapse(const Work& work, const Offer& offer) {
    remove_offer(work, offer.conversation);
    tell(work, event::offer_lapsed, offer, {});
    if (const std::optional<Agent> agent = find_agent(work.reader(), offer.agent);
        agent && agent->presence == Presence::online) {
        change_presence(work, *agent, Presence::paused, "missed_offer", "system");
    }
    route_queue(work, offer.queue);
}

bool lapse_offers(const Work& work, int limit) {
    int count = 0;
    for (const store::Row row : work.reader().query(
             "SELECT conversation FROM offer WHERE org = $org AND expires <= $now ORDER BY expires LIMIT $limit",
             {{"now", work.now()}, {"limit", limit}})) {
        // One that lapsed before it may have paused somebody, and taken this one back.
        if (const std::optional<Offer> offer = find_offer(work.reader(), row.id<ConversationTag>("conversation"));
            offer && offer->expires <= work.now()) {
            lapse(work, *offer);
        }
        ++count;
    }
    return count == limit;
}

bool end_wrap_ups(const Work& work, int limit) {
    int count = 0;
    for (const store::Row row : work.reader().query(
             "SELECT id FROM conversation WHERE org = $org AND wrap_until <= $now ORDER BY wrap_until LIMIT $limit",
             {{"now", work.now()}, {"limit", limit}})) {
        if (const std::optional<Conversation> conversation =
                find_conversation(work.reader(), row.id<ConversationTag>("id"))) {
            finish_wrap_up(work, *conversation, "system");
        }
        ++count;
    }
    return count == limit;
}

bool overflow(const Work& work, int limit) {
    int count = 0;
    for (const store::Row policy : work.reader().query(
             "SELECT queue, overflow_to, overflow_after FROM queue_policy WHERE org = $org AND overflow_after > 0")) {
        const std::optional<Queue> queue = find_queue(work.reader(), policy.text("overflow_to"));
        for (const store::Row row : work.reader().query(
                 "SELECT e.conversation AS conversation FROM queue_entry e WHERE e.org = $org AND e.queue = $queue"
                 " AND e.since <= $before AND NOT EXISTS(SELECT 1 FROM offer o WHERE o.org = $org"
                 " AND o.conversation = e.conversation) ORDER BY e.since LIMIT $limit",
                 {{"queue", policy.get<std::string>("queue")},
                  {"before", work.now() - policy.get<Duration>("overflow_after")},
                  {"limit", limit}})) {
            const std::optional<Conversation> conversation =
                find_conversation(work.reader(), row.id<ConversationTag>("conversation"));
            if (conversation && queue) {
                move_to_queue(work, *conversation, *queue, Moved::overflowed);
            }
            ++count;
        }
    }
    return count >= limit;
}

void widen_rings(const Work& work) {
    for (const store::Row row :
         work.reader().query("SELECT queue FROM queue_policy WHERE org = $org AND changes_by_age = 1")) {
        route_queue(work, row.text("queue"));
    }
}

Result<Offer> offer_to(const Work& work, const Viewer& viewer, ConversationId id) {
    const std::optional<Conversation> conversation = find_conversation(work.reader(), id);
    if (!conversation || sight_of(work.reader(), viewer, *conversation) == Sight::none) {
        return Error{"conversation.unknown", "expected a conversation that you may see but there is none of this id"};
    }
    const std::optional<Offer> offer = find_offer(work.reader(), id);
    if (!offer || offer->agent != viewer.user || offer->expires <= work.now()) {
        return Error{"offer.unknown",
                     offer && offer->agent == viewer.user
                         ? "expected an offer that stands but it lapsed at " + to_text(offer->expires)
                         : "expected a conversation that is offered to you but it is not, or not any more"};
    }
    return *offer;
}

}  // namespace

void route_queue(const Work& work, std::string_view key) {
    const std::optional<Queue> queue = find_queue(work.reader(), key);
    if (!queue) {
        return;
    }
    const QueuePolicy policy = policy_of(work.reader(), key);
    std::vector<Candidate> free = candidates(work.reader(), *queue, work.now(), false);
    if (!anybody_has_room(free)) {
        return;
    }
    const std::vector<Waiting> line = first_waiting(work.reader(), key, policy, work.now(), looked_at);
    if (std::any_of(line.begin(), line.end(), [](const Waiting& each) { return !each.asked_for.empty(); })) {
        for (Candidate& each : free) {
            each.skills = skills_of(work.reader(), each.user);
        }
    }
    for (const Waiting& waiting : line) {
        offer_to_best(work, waiting, policy, free);
        if (!anybody_has_room(free)) {
            return;
        }
    }
}

void route_to(const Work& work, std::string_view user) {
    struct Choice {
        Waiting waiting;
        QueuePolicy policy;
    };
    std::vector<Choice> choices;
    std::vector<Candidate> him;
    for (const Queue& queue : queues_worked_in(work.reader(), user)) {
        std::vector<Candidate> here = candidates(work.reader(), queue, work.now(), him.empty(), user);
        if (here.empty()) {
            continue;  // not somebody to whom this queue goes, or not there
        }
        if (him.empty()) {
            him = std::move(here);
        }
        if (!anybody_has_room(him)) {
            return;
        }
        const QueuePolicy policy = policy_of(work.reader(), queue.key);
        for (Waiting& waiting : first_waiting(work.reader(), queue.key, policy, work.now(), looked_at)) {
            choices.push_back({std::move(waiting), policy});
        }
    }
    std::stable_sort(choices.begin(), choices.end(),
                     [](const Choice& a, const Choice& b) { return comes_first(a.waiting, b.waiting); });
    for (const Choice& choice : choices) {
        offer_to_best(work, choice.waiting, choice.policy, him);
        if (!anybody_has_room(him)) {
            return;
        }
    }
}

void refuse(const Work& work, ConversationId conversation, std::string_view user) {
    work.tx.run(
        "INSERT INTO offer_refusal(org, conversation, agent) VALUES($org, $conversation, $agent)"
        " ON CONFLICT DO NOTHING",
        {{"org", work.org}, {"conversation", conversation}, {"agent", user}});
}

std::string withdraw_offer(const Work& work, ConversationId conversation, std::string_view accepted_by) {
    work.tx.run("DELETE FROM offer_refusal WHERE org = $org AND conversation = $conversation",
                {{"org", work.org}, {"conversation", conversation}});
    if (const std::optional<Offer> offer = find_offer(work.reader(), conversation)) {
        remove_offer(work, conversation);
        if (offer->agent != accepted_by) {
            tell(work, event::offer_withdrawn, *offer, {});
            return offer->agent;
        }
    }
    return {};
}

void take_back_offers(const Work& work, std::string_view user) {
    take_back_offers(work, user, {});
}

void take_back_offers(const Work& work, std::string_view user, std::string_view queue) {
    std::vector<Offer> taken;
    for (const store::Row row : work.reader().query("SELECT conversation FROM offer WHERE org = $org AND agent = $user"
                                                    " AND ($queue = '' OR queue = $queue) ORDER BY since, conversation",
                                                    {{"user", user}, {"queue", queue}})) {
        if (std::optional<Offer> offer = find_offer(work.reader(), row.id<ConversationTag>("conversation"))) {
            taken.push_back(std::move(*offer));
        }
    }
    for (const Offer& offer : taken) {
        remove_offer(work, offer.conversation);
        tell(work, event::offer_withdrawn, offer, {});
    }
    for (const Offer& offer : taken) {
        route_queue(work, offer.queue);
    }
}

Result<Value> accept_offer(const Work& work, const Viewer& viewer, ConversationId id) {
    const Result<Offer> offer = offer_to(work, viewer, id);
    if (!offer) {
        return offer.error();
    }
    // What was true when it was offered is looked at again: he may have been taken from the queue, or lost the skill.
    // What he may not take goes to the next when his time for it is over.
    const std::optional<Conversation> conversation = find_conversation(work.reader(), id);
    if (const std::string reason = why_not(work.reader(), *conversation, viewer.user, work.now()); !reason.empty()) {
        return Error{
            "offer.unknown",
            "expected you to be online, at work in the queue, with room and skills for it but found " + reason};
    }
    give_to(work, *conversation, viewer.user, viewer.name, Taking::from_queue);
    return show_in_full(work.reader(), *find_conversation(work.reader(), id));
}

Result<Value> decline_offer(const Work& work, const Viewer& viewer, ConversationId id) {
    const Result<Offer> offer = offer_to(work, viewer, id);
    if (!offer) {
        return offer.error();
    }
    remove_offer(work, id);
    refuse(work, id, viewer.user);
    tell(work, event::offer_declined, *offer, {});
    route_queue(work, offer->queue);
    route_to(work, viewer.user);
    return show_preview(*find_conversation(work.reader(), id));
}

bool route_what_is_due(const Work& work) {
    constexpr int at_once = 100;
    bool more = lapse_offers(work, at_once);
    more = end_wrap_ups(work, at_once) || more;
    more = sign_off_unseen(work, at_once) == at_once || more;
    more = tell_long_pauses(work, at_once) == at_once || more;
    more = tell_inactive(work, at_once) == at_once || more;
    more = abandon_unattended(work, at_once) == at_once || more;
    more = overflow(work, at_once) || more;
    widen_rings(work);
    return more;
}

}  // namespace millrace::desk
