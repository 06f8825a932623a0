#pragma once

#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

// Whether the customer of a chat is still there while he waits. He is as long as his page has a socket or asks now and
// then; each server says so for those who are connected to it. Once somebody has accepted it, nobody asks any more.
namespace millrace::desk {

constexpr Duration visitor_gone_after = minutes(5);
// What he shows of himself is written so often at most.
constexpr Duration visitor_said_every = minutes(1);
constexpr std::string_view chat_kind = "webchat";

store::Migration abandonment_tables();

// From now on he is waited for.
void expect_visitor(const Work& work, ConversationId conversation);
// He is there now. Writes nothing when that was written a moment ago, or when nobody asks.
void visitor_seen(const Work& work, ConversationId conversation);
// Would visitor_seen write something?
bool is_visitor_to_be_noted(store::OrgReader reader, ConversationId conversation, Time now);

// Closes, as customer_left, what waits in a queue and whose customer is gone. How many.
int abandon_unattended(const Work& work, int limit);

}  // namespace millrace::desk
