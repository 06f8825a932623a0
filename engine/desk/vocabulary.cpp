#include "engine/desk/vocabulary.hpp"

#include "engine/desk/conversation.hpp"
#include "engine/desk/integration.hpp"
#include "engine/desk/queue.hpp"

namespace millrace::desk {
namespace {

FieldSpec member(std::string key, FieldKind kind, std::string label) {
    FieldSpec spec;
    spec.key = std::move(key);
    spec.kind = kind;
    spec.label = std::move(label);
    return spec;
}

template <class S>
SignalSpec signal(std::string title) {
    return {std::string(S::name), std::move(title), fields_of<S>().schema()};
}

template <class E>
EffectSpec effect(std::string title) {
    return {std::string(E::name), std::move(title), fields_of<E>().schema()};
}

template <class E>
EffectSpec spoken(std::string title) {
    EffectSpec spec = effect<E>(std::move(title));
    spec.talks = true;
    return spec;
}

template <class E, class Release>
EffectSpec held(std::string title) {
    EffectSpec spec = effect<E>(std::move(title));
    spec.release = Release::name;
    return spec;
}

Vocabulary make() {
    Vocabulary words;
    using K = FieldKind;
    words.add(ScopeSpec{
        "contact",
        "Who is writing or calling.",
        {{member("id", K::string, "Id"), member("name", K::string, "Name"), member("email", K::string, "E-mail"),
          member("attributes", K::map, "What he said about himself, unverified")}}});
    words.add(ScopeSpec{"conversation",
                        "The conversation this run is about.",
                        {{member("id", K::string, "Id"), member("status", K::string, "Status"),
                          member("owner", K::string, "Owner: flow, human or none"), member("queue", K::string, "Queue"),
                          member("agent", K::string, "Agent's user id"),
                          member("agent_name", K::string, "Agent's name"), member("tags", K::list, "Tags"),
                          member("fields", K::map, "Fields"), member("close_reason", K::string, "Why it was closed"),
                          member("first_text", K::string, "The customer's first message"),
                          member("started_at", K::string, "When it began")}}});
    words.add(ScopeSpec{"channel",
                        "How the customer reached us.",
                        {{member("kind", K::string, "Kind: webchat, …"), member("key", K::string, "Key"),
                          member("title", K::string, "Title")}}});
    words.add(ScopeSpec{"call", "The call this run is about.", {}});
    words.add(ScopeSpec{"target", "The campaign target this run is about.", {}});
    words.add(ScopeSpec{
        "org",
        "The organisation.",
        {{member("id", K::string, "Id"), member("key", K::string, "Key"), member("name", K::string, "Name")}}});

    SignalSpec received = signal<MessageReceived>("The customer wrote.");
    received.talk = true;
    words.add(std::move(received));
    words.add(signal<ConversationStarted>("A conversation began."));
    words.add(signal<ConversationAssigned>("An agent took the conversation."));
    words.add(signal<ConversationClosed>("The conversation was closed."));
    words.add(signal<HumanRequested>("The customer asked for a person."));
    words.add(signal<ConversationHandedBack>("A person gave the conversation back to its flow."));
    words.add(signal<AgentUnavailable>("The person who was named cannot take it."));
    words.add(signal<QueueChanged>("Its place in a queue was changed."));
    words.add(signal<LeftQueue>("The conversation left its queue."));
    words.add(signal<HttpReplied>("A request over HTTP was answered."));
    words.add(SignalSpec{"timer.fired", "The time came.", {}});
    words.add(SignalSpec{"run.ended",
                         "A run that this one started has ended.",
                         {{member("run_id", K::string, "Run"), member("flow", K::string, "Flow"),
                           member("outcome", K::string, "Outcome"), member("result", K::any, "Result")}}});
    words.add(SignalSpec{"effect.failed",
                         "Something this run asked for could not be done.",
                         {{member("effect", K::string, "Effect"), member("code", K::string, "Code"),
                           member("message", K::string, "Message")}}});

    EffectSpec join = held<JoinQueue, LeaveQueue>("Wait in a queue.");
    join.talks = true;
    words.add(std::move(join));
    EffectSpec leave = effect<LeaveQueue>("Leave the queue.");
    leave.answers = {std::string(LeftQueue::name), std::string(ConversationAssigned::name)};
    words.add(std::move(leave));
    words.add(spoken<SendMessage>("Send the customer a message."));
    words.add(effect<TagConversation>("Tag the conversation."));
    words.add(effect<AddNote>("Add a note for colleagues."));
    words.add(effect<SetField>("Set a field of the conversation."));
    words.add(effect<UpdateContact>("Note down what the customer says about himself."));
    words.add(effect<RateConversation>("Keep the customer's rating."));
    words.add(spoken<HandBack>("Take the conversation back from people."));
    EffectSpec assign = spoken<AssignTo>("Give the conversation to a person.");
    assign.answers = {std::string(ConversationAssigned::name), std::string(AgentUnavailable::name)};
    words.add(std::move(assign));
    EffectSpec transfer = spoken<TransferQueue>("Move on to another queue.");
    transfer.answers = {std::string(QueueChanged::name)};
    words.add(std::move(transfer));
    EffectSpec prioritize = spoken<ChangePriority>("Change how urgent it is.");
    prioritize.answers = {std::string(QueueChanged::name)};
    words.add(std::move(prioritize));
    words.add(spoken<CloseConversation>("Close the conversation."));
    words.add(effect<FallBack>("Hand the conversation to the org's fallback queue."));
    words.add(effect<EmitEvent>("Tell others that something happened."));
    words.add(held<Subscribe, Unsubscribe>("Hear of an event."));
    words.add(effect<Unsubscribe>("No longer hear of an event."));
    words.add(effect<StartFlow>("Start another flow."));
    EffectSpec http = effect<HttpRequest>("Call a URL.");
    http.local = false;
    http.answers = {std::string(HttpReplied::name)};
    words.add(std::move(http));

    words.last_resort_effect = FallBack::name;
    return words;
}

}  // namespace

const Vocabulary& vocabulary() {
    static const Vocabulary words = make();
    return words;
}

}  // namespace millrace::desk
