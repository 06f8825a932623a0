#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/routing/routing.hpp"

// The rows of offers, and who hears of them: for this folder.
namespace millrace::desk {

struct NewOffer {
    Offer offer;
    Queue queue;
    std::int64_t turn = 0;  // of who is asked: the newest of his org
};
// All of them at once, in their order.
void make_offers(const Work& work, const std::vector<NewOffer>& offers);
void remove_offer(const Work& work, ConversationId conversation);
// What it was, if there was one.
std::optional<Offer> take_offer(const Work& work, ConversationId conversation);
// Who was asked, those who lead, admins. `team` is the queue's; empty: looked up.
void tell_of_offer(const Work& work, std::string_view event, const Offer& offer, Map more, std::string_view team = {});

}  // namespace millrace::desk
