#pragma once

#include <optional>
#include <string>

#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

// A contact as people at the desk see him. Who sees the whole of one of his conversations sees him, and of every
// conversation he had when it was, where, how it ended and its first line. What was said in it is for those who see
// that conversation whole.
namespace millrace::desk {

// {contact_id, name, email, email_verified, fields, since}; "contact.unknown".
Result<Value> show_contact(store::OrgReader reader, const Viewer& viewer, ContactId id);

struct HistoryPage {
    Value items;  // [{conversation_id, status, channel, queue, agent_name, first_line, started_at, closed_at,
                  //   close_reason, whole}], newest first
    ConversationId next = {};  // 0: that was the end
};
// Conversations older than `before`; 0 from the newest.
Result<HistoryPage> show_history(store::OrgReader reader, const Viewer& viewer, ContactId id, ConversationId before,
                                 int limit);

// What is not given stays. `values` are custom fields; nil takes one away. The contact; also "contact.name_too_long",
// "contact.email_malformed", "field.unknown", "field.invalid".
struct ContactChange {
    std::optional<std::string> name;
    std::optional<std::string> email;
    Map values = {};
};
Result<Value> change_contact(const Work& work, const Viewer& viewer, ContactId id, const ContactChange& change);

}  // namespace millrace::desk
