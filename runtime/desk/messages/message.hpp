#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/desk/conversation.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

constexpr std::size_t message_characters_max = 4'000;

struct Message {
    std::int64_t cursor = 0;  // the row; given when it is added
    ConversationId conversation;
    std::string id;      // a customer's own, else base32; unique within the conversation
    std::string from;    // customer, bot, agent, system
    std::string author;  // users.id
    std::string author_name;
    std::string text;
    std::vector<MenuOption> options;
    std::string status = "sent";
    Time at;
};

store::Migration message_tables();

// "message.empty", "message.too_long".
Status check_text(std::string_view text);
// [A-Za-z0-9_-]{1,64}; "message.id_malformed".
Status check_client_id(std::string_view id);

// Gives it cursor, time and, when it has none, an id.
Message add_message(store::Transaction& tx, OrgId org, Message message);
std::optional<Message> find_message(store::OrgReader reader, ConversationId conversation, std::string_view id);
std::vector<Message> messages_after(store::OrgReader reader, ConversationId conversation, std::int64_t after,
                                    int limit);
// The newest message that is no newer than this; 0: there is none.
std::int64_t last_cursor(store::OrgReader reader, ConversationId conversation, std::int64_t up_to);
// Messages behind `after`, up to and including `up_to`. How many that changed.
struct Stretch {
    std::int64_t after = 0;
    std::int64_t up_to = 0;
};
// What we wrote has arrived at the customer.
std::int64_t mark_delivered(store::Transaction& tx, OrgId org, ConversationId conversation, Stretch stretch);
// What the other side wrote was read.
std::int64_t mark_read_by_customer(store::Transaction& tx, OrgId org, ConversationId conversation, Stretch stretch);
std::int64_t mark_read_by_agent(store::Transaction& tx, OrgId org, ConversationId conversation, Stretch stretch);

// {id, cursor, from, author?, text, at, options?, status}
Value show(const Message& message);

}  // namespace millrace::desk
