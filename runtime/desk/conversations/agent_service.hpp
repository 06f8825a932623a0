#pragma once

#include "engine/base/result.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

// What people at the desk do. Each answers the conversation (or the message, the note) as the API shows it. Errors:
// "conversation.unknown" what he may not see; "conversation.preview_only" and "conversation.not_yours" what he sees but
// may not do; the rest is a state that does not allow it.
namespace millrace::desk {

// Of two takers exactly one wins: "conversation.already_taken". Also "conversation.closed", "conversation.not_queued".
Result<Value> take_conversation(const Work& work, const Viewer& viewer, ConversationId id);
// Gives it to somebody by hand, whatever its state; for whoever sees whole conversations. "user.unknown",
// "user.not_in_team", "conversation.closed".
Result<Value> assign_conversation(const Work& work, const Viewer& viewer, ConversationId id, std::string_view user);
Result<Value> reply(const Work& work, const Viewer& viewer, ConversationId id, std::string_view text);
Result<Value> add_note(const Work& work, const Viewer& viewer, ConversationId id, std::string_view text);
// "tag.malformed": 1 to 60 characters.
Result<Value> add_tag(const Work& work, const Viewer& viewer, ConversationId id, std::string_view tag);
Result<Value> remove_tag(const Work& work, const Viewer& viewer, ConversationId id, std::string_view tag);
// "close_reason.unknown"; closing twice is "conversation.closed".
Result<Value> close_conversation(const Work& work, const Viewer& viewer, ConversationId id, std::string_view reason);

}  // namespace millrace::desk
