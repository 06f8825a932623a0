#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

// Who is offered what. All of it happens in the transaction of what made it possible: a conversation comes into a
// queue, somebody comes online or has less in hand, an offer lapses. Whatever does so leaves word where to look; at the
// end of the batch all of that is looked at together. Desk transactions go one after the other, on every store and over
// all servers, so what was looked at is still true when the offer is written.
namespace millrace::desk {

struct Offer {
    ConversationId conversation;
    std::string queue;
    std::string agent;
    Time since;
    Time expires;
};

store::Migration routing_tables();
store::Migration due_indexes();
store::Migration line_indexes();

std::optional<Offer> find_offer(store::OrgReader reader, ConversationId conversation);

// What waits there will be offered, in its order, to those who are free.
void route_queue(const Work& work, std::string_view queue);
// He is not offered it as long as it waits in this queue.
void refuse(const Work& work, ConversationId conversation, std::string_view user);
// He may be able to take more: he will be offered what waits in the queues in which he works.
void route_to(const Work& work, std::string_view user);
// Not at the end of the batch: for who shows what came of it.
void route_now(const Work& work);

// It waits no more, or elsewhere: whoever was offered it hears that it is gone. Not routed again. Who it was has more
// room: he is to be routed to once the conversation is where it belongs; empty for nobody.
[[nodiscard]] std::string withdraw_offer(const Work& work, ConversationId conversation,
                                         std::string_view accepted_by = {});
// He cannot take them any more: they are offered to others, with place and clock.
void take_back_offers(const Work& work, std::string_view user);
// Only those of this queue: he does not work in it any more.
void take_back_offers(const Work& work, std::string_view user, std::string_view queue);

// The conversation as shown. Errors: "conversation.unknown", "offer.unknown" when it is not offered to him (any more).
Result<Value> accept_offer(const Work& work, const Viewer& viewer, ConversationId id);
// He is not offered it again, as long as it waits in this queue.
Result<Value> decline_offer(const Work& work, const Viewer& viewer, ConversationId id);

// What time alone changes, in this org: offers that lapse (and pause who missed one), wrap-ups that are over, agents
// whom nobody has seen, pauses over their limit, who does nothing, entries that overflow, rings that widen, customers
// who are gone. True if there may be more.
bool route_what_is_due(const Work& work);
// Orgs in which something is due now.
std::vector<OrgId> orgs_with_due_routing(store::Session& session, Time now);

}  // namespace millrace::desk
