#pragma once

#include "engine/base/result.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

// What colleagues note down about a conversation that they see whole: the customer never hears of it, and it may be
// done after the end too. Errors as in agent_service.hpp.
namespace millrace::desk {

// The note.
Result<Value> add_note(const Work& work, const Viewer& viewer, ConversationId id, std::string_view text);
// Pinned notes come first. The conversation; "note.unknown".
struct NotePin {
    std::string note;
    bool pinned = true;
};
Result<Value> pin_note(const Work& work, const Viewer& viewer, ConversationId id, const NotePin& pin);

// The conversation. "tag.malformed": 1 to 60 characters; "tag.undefined" when there are definitions that apply to it
// and this is none of them.
Result<Value> add_tag(const Work& work, const Viewer& viewer, ConversationId id, std::string_view tag);
// Any that it has, whoever set it.
Result<Value> remove_tag(const Work& work, const Viewer& viewer, ConversationId id, std::string_view tag);

// Custom fields by name; nil takes one away. The conversation; "field.unknown", "field.invalid".
Result<Value> set_fields(const Work& work, const Viewer& viewer, ConversationId id, const Map& values);

}  // namespace millrace::desk
