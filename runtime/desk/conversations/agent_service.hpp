#pragma once

#include "engine/base/result.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

// What people at the desk do. Each answers the conversation (or the message) as the API shows it; what colleagues note
// down is annotations.hpp's. Errors: "conversation.unknown" what he may not see; "conversation.preview_only" and
// "conversation.not_yours" what he sees but may not do; the rest is a state that does not allow it.
namespace millrace::desk {

// Of two takers exactly one wins: "conversation.already_taken". Also "conversation.closed", "conversation.not_queued".
Result<Value> take_conversation(const Work& work, const Viewer& viewer, ConversationId id);
// Gives it to somebody by hand, whatever its state; for whoever sees whole conversations. "user.unknown",
// "user.not_in_team", "conversation.closed".
Result<Value> assign_conversation(const Work& work, const Viewer& viewer, ConversationId id, std::string_view user);
Result<Value> reply(const Work& work, const Viewer& viewer, ConversationId id, std::string_view text);
// "close_reason.unknown"; "conversation.fields_missing" while a field is empty that must not be; closing twice is
// "conversation.closed".
Result<Value> close_conversation(const Work& work, const Viewer& viewer, ConversationId id, std::string_view reason);

}  // namespace millrace::desk
