#pragma once

#include <string_view>

#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/work.hpp"

// How a conversation changes state, whoever asks: rows, events and signals together. Whether it may is asked before,
// but the statement that moves it looks at its state again.
namespace millrace::desk {

// Where its visitor listens; where his colleagues-to-be do, who may see all of it.
std::string visitor_topic(ConversationId id);
std::vector<std::string> staff_topics(const Conversation& conversation);
std::vector<std::string> everybody(const Conversation& conversation);
// Where nobody may listen: so that what an event says of a conversation is found again when it is erased. For events
// with words of it that do not go to the visitor.
std::string record_topic(ConversationId id);
std::vector<std::string> with_record(std::vector<std::string> topics, ConversationId id);

// Into a queue, out of any other. `run` may take it out again; 0: only an agent does. False when a person has it or it
// is closed.
// `rule` and `skills`: of the routing rule that sent it there.
struct SentByRule {
    std::string title = {};
    std::string skills = {};
};
bool enter_queue(const Work& work, Conversation conversation, const Queue& queue, Priority priority, RunId run,
                 std::string_view owner, const SentByRule& rule = {});
// Nobody owns it: to its org's fallback queue, if it does not wait already. "queue.unknown" when there is none.
Status fall_back(const Work& work, const Conversation& conversation);
// Back to its flow.
void leave_queue(const Work& work, const Conversation& conversation);

// On to another queue: with its place and clock, its priority, and whoever may take it out of there.
enum class Moved : std::uint8_t { transferred, overflowed };
void move_to_queue(const Work& work, const Conversation& conversation, const Queue& queue,
                   Moved how = Moved::transferred);

// How urgent what waits is; its place among its new equals is by its clock. Nothing happens when it waits nowhere.
void set_priority(const Work& work, const Conversation& conversation, Priority priority);

// From who has it into a queue, in the place that it first had in line; whoever had it is not asked to take it again.
void give_back(const Work& work, const Conversation& conversation, const Queue& queue);

// From who has it back to its flow: `new` and `flow`. The run that owns it hears `conversation.handed_back`; where none
// does any more, the channel's entry flow begins anew. "conversation.no_flow" when there is neither, so that nobody
// talks to a wall; "conversation.not_assigned".
Status hand_back(const Work& work, const Conversation& conversation, std::string_view by, std::string_view by_name);
// For a run that takes it back by itself, also from a queue, and need not be told. Nothing happens when neither a
// person nor a queue has it.
void hand_back_to_run(const Work& work, const Conversation& conversation);

enum class Taking : std::uint8_t { from_queue, by_hand };
// To a person. False when it was not there to be taken any more.
bool give_to(const Work& work, Conversation conversation, std::string_view user, std::string_view name, Taking taking);

// False when it was over already. `by` is customer, agent or system; a customer who goes while he waits has abandoned
// it. An agent may have some of his time to wrap it up,
// as its queue says: for everybody else it is over.
bool close(const Work& work, Conversation conversation, std::string_view reason, std::string_view by);
// Nothing happens when it is over.
void finish_wrap_up(const Work& work, const Conversation& conversation, std::string_view by);

// The channel's flow starts on it, if its condition holds, and owns it.
void begin_entry_flow(const Work& work, ConversationId id, std::string_view flow);

// Is a run of the conversation still its owner, and able to go on?
bool has_live_owner(store::OrgReader reader, ConversationId id);
// Was it handed to a flow, at its closing or later, whose run has yet to begin?
bool has_coming_owner(store::OrgReader reader, const Conversation& conversation);

}  // namespace millrace::desk
