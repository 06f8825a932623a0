#pragma once

#include <map>
#include <string_view>

#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

// How far each side has got with what the other wrote: a cursor for the customer, one for each person of the desk. A
// cursor never goes back, and never beyond the newest message.
namespace millrace::desk {

store::Migration reading_tables();

struct Reading {
    std::int64_t delivered = 0;  // the customer's only
    std::int64_t seen = 0;
};
constexpr std::string_view the_customer = "customer";
// `who` is the customer or a users.id.
Reading reading_of(store::OrgReader reader, ConversationId conversation, std::string_view who);

// Up to this cursor the customer's browser has them, or he has read them. Those who serve him hear message.delivered,
// message.read.
Status delivered_to_customer(const Work& work, const Conversation& conversation, std::int64_t up_to);
Status read_by_customer(const Work& work, const Conversation& conversation, std::int64_t up_to);
// Is there something up to this cursor that the customer was not known to have?
bool has_undelivered(store::OrgReader reader, ConversationId conversation, std::int64_t up_to);

// For whoever sees all of it; only when it is his own does the customer hear that it was read. Answers
// {conversation_id, read_to, unread, total_unread}.
Result<Value> read_by_agent(const Work& work, const Viewer& viewer, ConversationId id, std::int64_t up_to);

// What the customers of his open conversations wrote and he has not read.
struct Unread {
    std::map<ConversationId, std::int64_t> in;
    std::int64_t total = 0;

    std::int64_t of(ConversationId id) const {
        const auto found = in.find(id);
        return found == in.end() ? 0 : found->second;
    }
};
Unread unread_of(store::OrgReader reader, std::string_view user);
std::int64_t unread_in(store::OrgReader reader, ConversationId conversation, std::string_view user);

}  // namespace millrace::desk
