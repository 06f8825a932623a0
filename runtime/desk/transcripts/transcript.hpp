#pragma once

#include <string_view>

#include "engine/base/result.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

// What was said in a conversation, as one document; and its end, when an admin erases it: then a tombstone stands in
// its place that says who, when, why, and the hash of what there was.
namespace millrace::desk {

store::Migration transcript_tables();

// {conversation_id, channel, queue, contact, agent_name, started_at, closed_at, close_reason, tags, hash, erased?,
// messages: [message]}. Without notes: those are for colleagues. For whoever sees the conversation whole; a very long
// one is cut at its first 20,000 messages, with `cut`.
Result<Value> show_transcript(store::OrgReader reader, const Viewer& viewer, ConversationId id);
// The same, a line for each line that was said.
Result<std::string> print_transcript(store::OrgReader reader, const Viewer& viewer, ConversationId id);

// Messages, notes, first line, and what events said of them are gone for good. `reason` is 1 to 1,000 characters:
// "transcript.reason_missing". "conversation.open" before it is closed, "transcript.erased" the second time. The
// tombstone.
Result<Value> erase_transcript(const Work& work, const Viewer& viewer, ConversationId id, std::string_view reason);
// {at, by, reason, hash, messages}; nil when it was not erased.
Value show_tombstone(store::OrgReader reader, ConversationId id);

}  // namespace millrace::desk
