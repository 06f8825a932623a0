#pragma once

#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

// How a conversation changes hands other than by being taken. Each answers it as the API shows it; errors as in
// agent_service.hpp.
namespace millrace::desk {

// On to the queue of another team, or of the same, with history, tags, notes, priority and its first place in line.
// For who has it, and for who leads its team. "queue.unknown"; "conversation.new" while no person has had it.
Result<Value> transfer_conversation(const Work& work, const Viewer& viewer, ConversationId id, std::string_view queue);
// On to a colleague of its team, who is online and has room; the customer stays with who has it until then. For who has
// it, and for who leads its team. "user.unknown", "user.not_in_team", "user.has_it", "agent.not_available",
// "agent.at_capacity".
Result<Value> transfer_to_agent(const Work& work, const Viewer& viewer, ConversationId id, std::string_view user);
// Back to its flow, which goes on or begins anew. For who has it, and for who leads its team.
// "conversation.not_assigned", "conversation.no_flow".
Result<Value> hand_back_conversation(const Work& work, const Viewer& viewer, ConversationId id);
// Back to who had it last, if he is online and has room, else to the front of its queue. "conversation.open".
Result<Value> reopen_conversation(const Work& work, const Viewer& viewer, ConversationId id);
// He has written down what there was to write down. "conversation.not_wrapping_up".
Result<Value> complete_conversation(const Work& work, const Viewer& viewer, ConversationId id);

}  // namespace millrace::desk
