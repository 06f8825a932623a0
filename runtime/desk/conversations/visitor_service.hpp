#pragma once

#include "engine/base/result.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/work.hpp"

// What a visitor does. He is a contact with one conversation; whoever calls has seen his token. A conversation that is
// not his is "conversation.unknown".
namespace millrace::desk {

struct Visitor {
    ContactId contact;
    ConversationId conversation;
};

struct NewConversation {
    ContactId contact = {};  // of a token he has already; 0 makes a new, anonymous one
    std::string name = {};
    std::string email = {};
};
// Starts the channel's entry flow, or queues in the fallback queue when it has none.
Result<Visitor> start_conversation(const Work& work, const Channel& channel, const NewConversation& wanted);

// The message as the API shows it. The same id with the same text gives the same answer, with another text
// "message.id_reused". "conversation.closed" when it is over, and no run still talks, or is about to, within 24 h of
// its end.
Result<Value> receive_message(const Work& work, const Visitor& visitor, std::string_view id, std::string_view text);
// The button. Asking twice is asking once.
Status request_human(const Work& work, const Visitor& visitor);
// His browser has them up to here; he has read them up to here.
Status get_messages(const Work& work, const Visitor& visitor, std::int64_t up_to);
Status read_messages(const Work& work, const Visitor& visitor, std::int64_t up_to);
// Closes it as customer_left.
Status leave_conversation(const Work& work, const Visitor& visitor);

}  // namespace millrace::desk
