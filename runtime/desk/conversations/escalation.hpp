#pragma once

#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

namespace millrace::desk {

// Into the org's escalation queue, with place and clock, and a note that says why. For who has it and for who leads its
// team. "queue.no_escalation" when the org has none, "conversation.escalated" when it waits there already.
Result<Value> escalate_conversation(const Work& work, const Viewer& viewer, ConversationId id, std::string_view reason);

}  // namespace millrace::desk
