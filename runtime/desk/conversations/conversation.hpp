#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/desk/queue.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

// A conversation as its row has it. `status` and `owner` are words of the contract: see README.md for how they change.
struct Conversation {
    ConversationId id;
    OrgId org;
    ContactId contact;
    ChannelId channel;
    std::string channel_key;
    std::string status = "new";  // new queued assigned wrap_up closed
    std::string owner = "flow";  // flow human none
    std::string queue;           // key of the last one
    std::string team;            // its team's id
    std::string agent;           // users.id
    std::string agent_name;
    Priority priority = Priority::normal;
    std::string first_text;  // the customer's
    std::optional<Time> waiting_since;
    Time started;
    Time updated;
    std::optional<Time> closed;
    std::string close_reason;
    bool human_requested = false;
    std::string offered_to;  // users.id, while it waits
    std::optional<Time> offer_expires;
    std::optional<Time> wrap_until;
};

// For its customer, and for every flow. Whoever had it may still have to wrap it up.
inline bool is_over(const Conversation& conversation) {
    return conversation.status == "closed" || conversation.status == "wrap_up";
}
// As people at the desk see it: "offered" when somebody is asked to take it.
inline std::string_view status_for_staff(const Conversation& conversation) {
    return conversation.status == "queued" && !conversation.offered_to.empty() ? "offered"
                                                                               : std::string_view(conversation.status);
}
inline std::string_view status_for_visitor(const Conversation& conversation) {
    return is_over(conversation) ? "closed" : std::string_view(conversation.status);
}

store::Migration conversation_tables();

std::optional<Conversation> find_conversation(store::OrgReader reader, ConversationId id);

enum class Sight : std::uint8_t { none, preview, whole };
Sight sight_of(store::OrgReader reader, const Viewer& viewer, const Conversation& conversation);

// One that he sees whole: "conversation.unknown", "conversation.preview_only".
Result<Conversation> find_whole(store::OrgReader reader, const Viewer& viewer, ConversationId id);

// What people see; lists of them are inbox.hpp's.

// {new, queued, offered, assigned, wrap_up}: how many he may see of each.
Value count_open_conversations(store::OrgReader reader, const Viewer& viewer);
// In full or as a preview, by right; "conversation.unknown" for what he may not see. His own with `unread` and
// `read_to`, as in the inbox.
Result<Value> show_conversation(store::OrgReader reader, const Viewer& viewer, ConversationId id);
// {items: [message], status, cursor?}: cursor when there are more. "conversation.preview_only" for a preview.
Result<Value> show_messages(store::OrgReader reader, const Viewer& viewer, ConversationId id, std::int64_t after,
                            int limit = 100);
// The same for the visitor, who is the contact.
Result<Value> show_messages(store::OrgReader reader, ContactId contact, ConversationId id, std::int64_t after,
                            int limit = 100);

// The first line of the customer's first message, 120 characters at most.
std::string_view first_line_of(const Conversation& conversation);
Value show_in_full(store::OrgReader reader, const Conversation& conversation);
Value show_preview(const Conversation& conversation);

}  // namespace millrace::desk
