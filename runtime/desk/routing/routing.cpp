#include "runtime/desk/routing/routing.hpp"

#include <algorithm>
#include <set>

#include "runtime/desk/agents/alerts.hpp"
#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/conversations/abandonment.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/routing/matching.hpp"
#include "runtime/desk/routing/offers.hpp"
#include "runtime/desk/routing/steps.hpp"

namespace millrace::desk {
namespace {

struct Word {
    Feed* feed;
    OrgId org;
    Look look;
};

// Where a batch has to look at its end, in the order in which word of it was left.
class Looks final : public store::DeferredItems<Word> {
public:
    const std::vector<std::string_view>& tables() const override {
        static const std::vector<std::string_view> none;
        return none;
    }
    int rank() const override { return 0; }  // counts and events come of it

protected:
    void write_all(store::Transaction& tx, const std::vector<Word>& left) override {
        std::vector<OrgId> orgs;
        for (const Word& each : left) {
            if (std::find(orgs.begin(), orgs.end(), each.org) == orgs.end()) {
                orgs.push_back(each.org);
            }
        }
        for (const OrgId org : orgs) {
            Feed* feed = nullptr;
            std::vector<Look> looks;
            std::set<std::pair<Look::At, std::string_view>> known;
            for (const Word& each : left) {
                if (each.org == org && known.emplace(each.look.at, each.look.key).second) {
                    feed = each.feed;
                    looks.push_back(each.look);
                }
            }
            match(Work{tx, *feed, org}, looks);
        }
    }
};

void leave_word(const Work& work, Look::At at, std::string_view key) {
    work.tx.deferred<Looks>().leave({&work.feed, work.org, {at, std::string(key)}});
}

// He missed it: it goes on to others, and he is paused, so that the next one does not wait for him too.
void lapse(const Work& work, const Offer& offer) {
    remove_offer(work, offer.conversation);
    tell_of_offer(work, event::offer_lapsed, offer, {});
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

// What is offered to him.
Result<Conversation> offered_to(const Work& work, const Viewer& viewer, ConversationId id) {
    const std::optional<Conversation> conversation = find_conversation(work.reader(), id);
    // Who is asked to take it was shown it.
    const bool is_seen = conversation && (conversation->offered_to == viewer.user ||
                                          sight_of(work.reader(), viewer, *conversation) != Sight::none);
    if (!is_seen) {
        return Error{"conversation.unknown", "expected a conversation that you may see but there is none of this id"};
    }
    const bool his = conversation->offer_expires && conversation->offered_to == viewer.user;
    if (!his || *conversation->offer_expires <= work.now()) {
        return Error{"offer.unknown",
                     his ? "expected an offer that stands but it lapsed at " + to_text(*conversation->offer_expires)
                         : "expected a conversation that is offered to you but it is not, or not any more"};
    }
    return *conversation;
}

}  // namespace

void route_queue(const Work& work, std::string_view key) {
    leave_word(work, Look::At::queue, key);
}

void route_to(const Work& work, std::string_view user) {
    leave_word(work, Look::At::agent, user);
}

void route_now(const Work& work) {
    if (Looks& looks = work.tx.deferred<Looks>(); looks.has_something()) {
        looks.write(work.tx);
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
    if (const std::optional<Offer> offer = take_offer(work, conversation)) {
        if (offer->agent != accepted_by) {
            tell_of_offer(work, event::offer_withdrawn, *offer, {});
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
        tell_of_offer(work, event::offer_withdrawn, offer, {});
    }
    for (const Offer& offer : taken) {
        route_queue(work, offer.queue);
    }
}

Result<Value> accept_offer(const Work& work, const Viewer& viewer, ConversationId id) {
    const Result<Conversation> conversation = offered_to(work, viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    // What was true when it was offered is looked at again: he may have been taken from the queue, or lost the skill.
    // What he may not take goes to the next when his time for it is over.
    if (const std::string reason = why_not(work.reader(), *conversation, viewer.user, work.now()); !reason.empty()) {
        return Error{
            "offer.unknown",
            "expected you to be online, at work in the queue, with room and skills for it but found " + reason};
    }
    give_to(work, *conversation, viewer.user, viewer.name, Taking::from_queue);
    return show_in_full(work.reader(), *find_conversation(work.reader(), id));
}

Result<Value> decline_offer(const Work& work, const Viewer& viewer, ConversationId id) {
    const Result<Conversation> conversation = offered_to(work, viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    const std::optional<Offer> offer = take_offer(work, id);
    refuse(work, id, viewer.user);
    tell_of_offer(work, event::offer_declined, *offer, {});
    route_queue(work, offer->queue);
    route_to(work, viewer.user);
    route_now(work);
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
    route_now(work);  // what somebody can take here does not go elsewhere
    more = overflow(work, at_once) || more;
    widen_rings(work);
    return more;
}

}  // namespace millrace::desk
