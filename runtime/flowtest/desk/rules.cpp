// What becomes of each effect: one function a rule, and the list of all. They are the rules of the real desk
// (runtime/desk) with one conversation and no rows; where the two differ, this one is wrong.

#include <algorithm>

#include "engine/desk/integration.hpp"
#include "engine/desk/queue.hpp"
#include "runtime/flowtest/desk/test_desk.hpp"

namespace millrace::flowtest {

struct TestDesk::Rule {
    std::string_view effect;
    Result<Done> (TestDesk::*carry_out)(const Asking&, const Value&);
    bool owner_only = false;  // it talks to the customer, or decides about the conversation
};

const std::vector<TestDesk::Rule>& TestDesk::rules() {
    static const std::vector<Rule> all = {
        {desk::JoinQueue::name, &TestDesk::join_queue, true},
        {desk::LeaveQueue::name, &TestDesk::leave_queue},
        {desk::SendMessage::name, &TestDesk::send_message, true},
        {desk::TagConversation::name, &TestDesk::tag},
        {desk::AddNote::name, &TestDesk::note},
        {desk::SetField::name, &TestDesk::set_field},
        {desk::CloseConversation::name, &TestDesk::close, true},
        {desk::FallBack::name, &TestDesk::fall_back},
        {desk::EmitEvent::name, &TestDesk::emit},
        {desk::Subscribe::name, &TestDesk::subscribe},
        {desk::Unsubscribe::name, &TestDesk::unsubscribe},
        {desk::StartFlow::name, &TestDesk::start_flow},
    };
    return all;
}

std::vector<std::string> TestDesk::effects_known() {
    std::vector<std::string> names;
    for (const Rule& rule : rules()) {
        names.emplace_back(rule.effect);
    }
    return names;
}

Result<TestDesk::Done> TestDesk::carry_out(const Asking& asking, std::string_view effect, const Value& payload) {
    const auto rule = std::find_if(rules().begin(), rules().end(), [&](const Rule& one) { return one.effect == effect; });
    if (rule == rules().end()) {
        return Error{"flowtest.no_rule", "expected a rule for the effect '" + std::string(effect) +
                                             "' in runtime/flowtest/desk/rules.cpp but there is none"};
    }
    if (rule->owner_only && asking.on_conversation && !asking.owner) {
        return Error{"flow.companion_talks", "expected only the owner of the conversation to ask for '" +
                                                 std::string(effect) + "' but this run is a companion"};
    }
    return (this->*rule->carry_out)(asking, payload);
}

namespace {

Error no_conversation() {
    return {"conversation.unknown", "expected a run about a conversation but this one is about none"};
}
Error closed() { return {"conversation.closed", "expected an open conversation but this one is closed"}; }

}  // namespace

// One entry a conversation: joining again moves it.
Result<TestDesk::Done> TestDesk::join_queue(const Asking& asking, const Value& payload) {
    if (!asking.on_conversation) {
        return no_conversation();
    }
    if (conversation_.status == "closed") {
        return closed();
    }
    const auto join = from_value<desk::JoinQueue>(payload);
    if (facts_.no_queues.count(join.queue.value) != 0) {
        return Error{"queue.unknown", "expected a queue but there is none with the key '" + join.queue.value + "'"};
    }
    enqueue(join.queue.value, std::string(payload["priority"].is_string() ? payload["priority"].as_string() : "normal"));
    return Done{};
}

// The queue decides, not the clock: who was taken while he gave up is told of that.
Result<TestDesk::Done> TestDesk::leave_queue(const Asking&, const Value&) {
    if (conversation_.status == "assigned") {
        return Done{Signal{String(desk::ConversationAssigned::name),
                           to_value(desk::ConversationAssigned{conversation_.agent, conversation_.agent_name})}};
    }
    desk::LeftQueue left;
    if (conversation_.entry) {
        left.queue = conversation_.entry->queue;
        conversation_.entry.reset();
        conversation_.status = "new";
        conversation_.owner = owner_run_ != 0 ? "flow" : "none";
    }
    return Done{Signal{String(desk::LeftQueue::name), to_value(left)}};
}

// A survey may go on for a day after the conversation was closed, without opening it again.
Result<TestDesk::Done> TestDesk::send_message(const Asking& asking, const Value& payload) {
    if (!asking.on_conversation && !open()) {
        return no_conversation();
    }
    if (conversation_.status == "closed" && now() > conversation_.closed_at + hours(24)) {
        return closed();
    }
    const auto message = from_value<desk::SendMessage>(payload);
    conversation_.messages.push_back({Message::From::bot, "", message.text, message.options, now()});
    return Done{};
}

Result<TestDesk::Done> TestDesk::tag(const Asking&, const Value& payload) {
    conversation_.tags.emplace(payload["tag"].as_string());
    return Done{};
}

Result<TestDesk::Done> TestDesk::note(const Asking&, const Value& payload) {
    conversation_.notes.emplace_back(payload["text"].as_string());
    return Done{};
}

Result<TestDesk::Done> TestDesk::set_field(const Asking&, const Value& payload) {
    conversation_.fields.set(payload["field"].as_shared_string(), payload["value"]);
    return Done{};
}

Result<TestDesk::Done> TestDesk::close(const Asking&, const Value& payload) {
    const std::string reason(payload["reason"].as_string());
    if (conversation_.status == "closed") {
        return Done{};
    }
    if (Status may = closable(reason); !may) {
        return may.error();
    }
    close_for(reason, "system");
    return Done{};
}

// The last resort: whoever has no owner any more is put where a person will see him.
Result<TestDesk::Done> TestDesk::fall_back(const Asking&, const Value&) {
    to_fallback_queue();
    return Done{};
}

// With a key, for those who subscribed to it; without, for the runs of this conversation. Flows that the event triggers
// start in any case.
Result<TestDesk::Done> TestDesk::emit(const Asking&, const Value& payload) {
    const auto event = from_value<desk::EmitEvent>(payload);
    emitted_.push_back({event.event, event.key, event.payload});
    signal(event.event, event.key, event.payload);
    deliveries_.push_back(EventForAll{event.event, event.key, event.payload});
    return Done{};
}

Result<TestDesk::Done> TestDesk::subscribe(const Asking& asking, const Value& payload) {
    const auto wanted = from_value<desk::Subscribe>(payload);
    subscriptions_.push_back({asking.run, asking.activation, wanted.event, wanted.key});
    return Done{};
}

Result<TestDesk::Done> TestDesk::unsubscribe(const Asking& asking, const Value& payload) {
    const auto given_up = from_value<desk::Unsubscribe>(payload);
    std::erase_if(subscriptions_, [&](const Subscription& one) {
        return one.run == asking.run && one.activation == asking.activation && one.event == given_up.event &&
               one.key == given_up.key;
    });
    return Done{};
}

// With hand_over the new run owns the conversation from the same transaction on; the old one is a companion.
Result<TestDesk::Done> TestDesk::start_flow(const Asking& asking, const Value& payload) {
    const auto start = from_value<desk::StartFlow>(payload);
    const bool hand_over = start.hand_over && asking.on_conversation;
    if (hand_over) {
        if (!asking.owner) {
            return Error{"flow.companion_talks",
                         "expected only the owner of the conversation to hand it over but this run is a companion"};
        }
        owner_run_ = 0;
    }
    deliveries_.push_back(StartFlow{start.flow, hand_over, asking.on_conversation, start.input, Map{}, ""});
    return Done{};
}

Status TestDesk::closable(const std::string& reason) const {
    // The org's list, and what the system adds.
    static const std::vector<std::string> reasons = {"resolved",      "no_response", "duplicate", "spam", "other",
                                                     "customer_left", "no_input"};
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
        return Error{"conversation.unknown_reason", "expected one of the org's close reasons but found '" + reason + "'"};
    }
    if (conversation_.status == "closed") {
        return closed();
    }
    return {};
}

void TestDesk::close_for(const std::string& reason, const std::string& by) {
    conversation_.status = "closed";
    conversation_.owner = owner_run_ != 0 ? "flow" : "none";
    conversation_.entry.reset();
    conversation_.close_reason = reason;
    conversation_.closed_at = now();
    deliveries_.push_back(ToSubject{Signal{String(desk::ConversationClosed::name),
                                           to_value(desk::ConversationClosed{reason, by})}});
}

void TestDesk::enqueue(const std::string& queue, const std::string& priority) {
    conversation_.entry = QueueEntry{queue, priority, now()};
    conversation_.status = "queued";
    queues_seen_.push_back(queue);
}

void TestDesk::to_fallback_queue() {
    if (!open() || conversation_.status == "closed" || conversation_.owner == "human") {
        return;
    }
    conversation_.owner = "none";
    if (!conversation_.entry) {
        enqueue(facts_.fallback_queue, "normal");
    }
}

}  // namespace millrace::flowtest
