#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/value/fields.hpp"

namespace millrace::desk {

// A button under a message: what the customer sees and what is meant.
struct MenuOption {
    std::string value;
    std::string label;
};
void describe(Fields<MenuOption>& fields);

// Signals.

struct MessageReceived {
    static constexpr std::string_view name = "message.received";
    std::string id;
    std::string text;
};
void describe(Fields<MessageReceived>& fields);

struct ConversationStarted {
    static constexpr std::string_view name = "conversation.started";
    std::string conversation_id;
};
void describe(Fields<ConversationStarted>& fields);

struct ConversationAssigned {
    static constexpr std::string_view name = "conversation.assigned";
    std::string agent;  // the user's id
    std::string agent_name;
};
void describe(Fields<ConversationAssigned>& fields);

struct ConversationClosed {
    static constexpr std::string_view name = "conversation.closed";
    std::string reason;
    std::string by;  // customer, agent or system
};
void describe(Fields<ConversationClosed>& fields);

struct HumanRequested {
    static constexpr std::string_view name = "conversation.human_requested";
    std::string text;  // what the customer wrote; empty when it was the button
};
void describe(Fields<HumanRequested>& fields);

// A person gave it back to its flow.
struct ConversationHandedBack {
    static constexpr std::string_view name = "conversation.handed_back";
    std::string agent;  // the user's id
    std::string agent_name;
};
void describe(Fields<ConversationHandedBack>& fields);

// Who was named cannot take it.
struct AgentUnavailable {
    static constexpr std::string_view name = "agent.unavailable";
    std::string agent;
    std::string reason;  // unknown, not_routable, offline, not_in_team, busy, lacks_skills, closed
};
void describe(Fields<AgentUnavailable>& fields);

// Effects.

struct SendMessage {
    static constexpr std::string_view name = "message.send";
    std::string text;
    std::vector<MenuOption> options;
};
void describe(Fields<SendMessage>& fields);

struct TagConversation {
    static constexpr std::string_view name = "conversation.tag";
    std::string tag;
};
void describe(Fields<TagConversation>& fields);

struct AddNote {
    static constexpr std::string_view name = "conversation.note";
    std::string text;
};
void describe(Fields<AddNote>& fields);

struct SetField {
    static constexpr std::string_view name = "conversation.set_field";
    std::string field;
    Value value;
};
void describe(Fields<SetField>& fields);

// What the customer said about himself: unverified, and it never joins contacts.
struct UpdateContact {
    static constexpr std::string_view name = "contact.update";
    Value attributes;  // name → value; nil takes one away
};
void describe(Fields<UpdateContact>& fields);

// What the customer thought of how he was helped; of one conversation the last counts.
struct RateConversation {
    static constexpr std::string_view name = "conversation.rate";
    std::int64_t score = 0;
    std::int64_t best = 5;
    std::string comment;
};
void describe(Fields<RateConversation>& fields);

// From whoever has it, or from its queue, back to its flow: to the run that asks.
struct HandBack {
    static constexpr std::string_view name = "conversation.hand_back";
};
void describe(Fields<HandBack>& fields);

// To this person, if he could be offered it. Always answered: conversation.assigned or agent.unavailable.
struct AssignTo {
    static constexpr std::string_view name = "conversation.assign";
    std::string user;
};
void describe(Fields<AssignTo>& fields);

struct CloseConversation {
    static constexpr std::string_view name = "conversation.close";
    std::string reason;
};
void describe(Fields<CloseConversation>& fields);

// The run cannot go on: the conversation goes to the org's fallback queue, whatever else is true.
struct FallBack {
    static constexpr std::string_view name = "conversation.fall_back";
    std::string code;
    std::string message;
};
void describe(Fields<FallBack>& fields);

}  // namespace millrace::desk
