// The words' members, named once.

#include "engine/desk/conversation.hpp"
#include "engine/desk/integration.hpp"
#include "engine/desk/queue.hpp"

namespace millrace::desk {

void describe(Fields<JoinQueue>& fields) {
    fields.add("queue", &JoinQueue::queue).label("Queue").required();
    fields.add("priority", &JoinQueue::priority).label("Priority");
    fields.add("by_rules", &JoinQueue::by_rules).label("Ask the routing rules");
}
void describe(Fields<LeaveQueue>&) {}
void describe(Fields<LeftQueue>& fields) {
    fields.add("queue", &LeftQueue::queue);
}

void describe(Fields<TransferQueue>& fields) {
    fields.add("queue", &TransferQueue::queue).label("Queue").required();
}
void describe(Fields<ChangePriority>& fields) {
    fields.add("change", &ChangePriority::change).label("Change");
    fields.add("priority", &ChangePriority::priority).label("Priority");
}
void describe(Fields<QueueChanged>& fields) {
    fields.add("waits", &QueueChanged::waits);
    fields.add("queue", &QueueChanged::queue);
    fields.add("priority", &QueueChanged::priority);
}

void describe(Fields<MenuOption>& fields) {
    fields.add("value", &MenuOption::value);
    fields.add("label", &MenuOption::label);
}
void describe(Fields<MessageReceived>& fields) {
    fields.add("id", &MessageReceived::id);
    fields.add("text", &MessageReceived::text);
}
void describe(Fields<ConversationStarted>& fields) {
    fields.add("conversation_id", &ConversationStarted::conversation_id);
}
void describe(Fields<ConversationAssigned>& fields) {
    fields.add("agent", &ConversationAssigned::agent);
    fields.add("agent_name", &ConversationAssigned::agent_name);
}
void describe(Fields<ConversationClosed>& fields) {
    fields.add("reason", &ConversationClosed::reason);
    fields.add("by", &ConversationClosed::by);
}
void describe(Fields<HumanRequested>& fields) {
    fields.add("text", &HumanRequested::text);
}
void describe(Fields<ConversationHandedBack>& fields) {
    fields.add("agent", &ConversationHandedBack::agent);
    fields.add("agent_name", &ConversationHandedBack::agent_name);
}
void describe(Fields<AgentUnavailable>& fields) {
    fields.add("agent", &AgentUnavailable::agent);
    fields.add("reason", &AgentUnavailable::reason);
}
void describe(Fields<UpdateContact>& fields) {
    fields.add("attributes", &UpdateContact::attributes).required();
}
void describe(Fields<RateConversation>& fields) {
    fields.add("score", &RateConversation::score).at_least(1.0).required();
    fields.add("best", &RateConversation::best).at_least(2.0);
    fields.add("comment", &RateConversation::comment);
}
void describe(Fields<HandBack>&) {}
void describe(Fields<AssignTo>& fields) {
    fields.add("user", &AssignTo::user).required();
}
void describe(Fields<SendMessage>& fields) {
    fields.add("text", &SendMessage::text).required();
    fields.add("options", &SendMessage::options);
}
void describe(Fields<TagConversation>& fields) {
    fields.add("tag", &TagConversation::tag).required();
}
void describe(Fields<AddNote>& fields) {
    fields.add("text", &AddNote::text).required();
}
void describe(Fields<SetField>& fields) {
    fields.add("field", &SetField::field).required();
    fields.add("value", &SetField::value);
}
void describe(Fields<CloseConversation>& fields) {
    fields.add("reason", &CloseConversation::reason).required();
}
void describe(Fields<FallBack>& fields) {
    fields.add("code", &FallBack::code);
    fields.add("message", &FallBack::message);
}

void describe(Fields<HttpRequest>& fields) {
    fields.add("method", &HttpRequest::method);
    fields.add("url", &HttpRequest::url).required();
    fields.add("headers", &HttpRequest::headers);
    fields.add("json", &HttpRequest::json);
    fields.add("body", &HttpRequest::body);
    fields.add("timeout", &HttpRequest::timeout).at_least(milliseconds(1)).at_most(minutes(2));
    fields.add("attempts", &HttpRequest::attempts).at_least(1.0).at_most(10.0);
    fields.add("save", &HttpRequest::save);
}
void describe(Fields<EmitEvent>& fields) {
    fields.add("event", &EmitEvent::event).required();
    fields.add("key", &EmitEvent::key);
    fields.add("payload", &EmitEvent::payload);
}
void describe(Fields<Subscribe>& fields) {
    fields.add("event", &Subscribe::event).required();
    fields.add("key", &Subscribe::key);
}
void describe(Fields<Unsubscribe>& fields) {
    fields.add("event", &Unsubscribe::event).required();
    fields.add("key", &Unsubscribe::key);
}
void describe(Fields<StartFlow>& fields) {
    fields.add("flow", &StartFlow::flow).kind(FieldKind::flow).required();
    fields.add("input", &StartFlow::input);
    fields.add("hand_over", &StartFlow::hand_over);
}
void describe(Fields<HttpReplied>& fields) {
    fields.add("status", &HttpReplied::status);
    fields.add("json", &HttpReplied::json);
    fields.add("body", &HttpReplied::body);
    fields.add("headers", &HttpReplied::headers);
    fields.add("error", &HttpReplied::error);
    fields.add("message", &HttpReplied::message);
    fields.add("attempts", &HttpReplied::attempts);
}

}  // namespace millrace::desk
