#include "runtime/desk/routing/offers.hpp"

#include <map>

#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/queues/statistics.hpp"

namespace millrace::desk {
namespace {

void insert_offers(const Work& work, const std::vector<NewOffer>& offers) {
    using Type = store::RowList::Type;
    store::RowList rows(
        {{"conversation", Type::integer}, {"queue", Type::text}, {"agent", Type::text}, {"expires", Type::integer}});
    for (const auto& [offer, queue, turn] : offers) {
        rows.add({offer.conversation, offer.queue, offer.agent, offer.expires});
    }
    work.tx.run(
        "INSERT INTO offer(org, conversation, queue, agent, since, expires)"
        " SELECT $org, o.conversation, o.queue, o.agent, $now, o.expires FROM $offers AS o",
        {{"org", work.org}, {"now", work.now()}, {"offers", rows}});
}

void set_turns(const Work& work, const std::vector<NewOffer>& offers) {
    using Type = store::RowList::Type;
    std::map<std::string_view, std::int64_t> turns;
    for (const NewOffer& each : offers) {
        turns[each.offer.agent] = each.turn;
    }
    store::RowList rows({{"user_id", Type::text}, {"turn", Type::integer}});
    for (const auto& [user, turn] : turns) {
        rows.add({user, turn});
    }
    work.tx.run("UPDATE agent SET turn = t.turn FROM $turns AS t WHERE agent.org = $org AND agent.user_id = t.user_id",
                {{"turns", rows}, {"org", work.org}});
}

std::map<ConversationId, Conversation> conversations_of(const Work& work, const std::vector<NewOffer>& offers) {
    store::RowList ids({{"id", store::RowList::Type::integer}});
    for (const NewOffer& each : offers) {
        ids.add({each.offer.conversation});
    }
    std::map<ConversationId, Conversation> found;
    for (const store::Row row :
         work.reader().query("SELECT " MILLRACE_CONVERSATION_COLUMNS
                             " /* whole: where an org has few conversations, else by id */ FROM $ids AS o CROSS JOIN "
                             "conversation c JOIN channel ch ON ch.id = c.channel"
                             " LEFT JOIN users u ON u.id = c.agent"
                             " LEFT JOIN offer f ON f.org = c.org AND f.conversation = c.id"
                             " WHERE c.org = $org AND c.id = o.id",
                             {{"ids", ids}})) {
        Conversation conversation = conversation_of_row(row);
        found.emplace(conversation.id, std::move(conversation));
    }
    return found;
}

}  // namespace

void make_offers(const Work& work, const std::vector<NewOffer>& offers) {
    if (offers.empty()) {
        return;
    }
    insert_offers(work, offers);
    set_turns(work, offers);
    const std::map<ConversationId, Conversation> conversations = conversations_of(work, offers);
    for (const auto& [offer, queue, turn] : offers) {
        count_offered(work, offer.queue);
        Map shown{{"expires_at", to_text(offer.expires)}};
        if (const auto found = conversations.find(offer.conversation); found != conversations.end()) {
            const Value preview = show_preview(found->second);
            for (const auto& [name, value] : preview.as_map()) {
                shown.set(name, value);
            }
        }
        tell_of_offer(work, event::conversation_offered, offer, std::move(shown), queue.team);
    }
}

void remove_offer(const Work& work, ConversationId conversation) {
    work.tx.run("DELETE FROM offer WHERE org = $org AND conversation = $conversation",
                {{"org", work.org}, {"conversation", conversation}});
}

std::optional<Offer> take_offer(const Work& work, ConversationId conversation) {
    const auto row = work.tx.one(
        "DELETE FROM offer WHERE org = $org AND conversation = $conversation RETURNING queue, agent, since, expires",
        {{"org", work.org}, {"conversation", conversation}});
    return row ? std::optional<Offer>(Offer{conversation, row->get<std::string>("queue"),
                                            row->get<std::string>("agent"), row->time("since"), row->time("expires")})
               : std::nullopt;
}

void tell_of_offer(const Work& work, std::string_view event, const Offer& offer, Map more, std::string_view team) {
    more.set("conversation_id", to_text(offer.conversation));
    more.set("queue", offer.queue);
    more.set("agent_id", offer.agent);
    std::vector<std::string> topics = {"org:" + to_text(work.org), "rep:" + offer.agent};
    if (event == event::conversation_offered) {
        topics.push_back(record_topic(offer.conversation));  // it tells the first line
    }
    if (!team.empty()) {
        topics.push_back("team:" + std::string(team));
    } else if (const std::optional<Queue> queue = find_queue(work.reader(), offer.queue)) {
        topics.push_back("team:" + queue->team);
    }
    work.publish(event, std::move(topics), std::move(more));
}

}  // namespace millrace::desk
