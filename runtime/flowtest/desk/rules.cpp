// What becomes of each effect: one function a rule, and the list of all. They are the rules of the real desk
// (runtime/desk) with one conversation and no rows; where the two differ, this one is wrong.

#include <algorithm>

#include "engine/base/id.hpp"
#include "engine/base/text.hpp"
#include "engine/desk/integration.hpp"
#include "engine/desk/queue.hpp"
#include "engine/value/json.hpp"
#include "runtime/flowtest/desk/test_desk.hpp"

namespace millrace::flowtest {

enum class Needs : std::uint8_t {
    nothing,
    conversation,  // the run is about one
    ownership,     // and owns it: it talks to the customer, or decides what becomes of him
};

struct TestDesk::Rule {
    std::string_view effect;
    Result<Done> (TestDesk::*carry_out)(const Asking&, const Value&);
    Needs needs = Needs::nothing;
};

const std::vector<TestDesk::Rule>& TestDesk::rules() {
    static const std::vector<Rule> all = {
        {desk::JoinQueue::name, &TestDesk::join_queue, Needs::ownership},
        {desk::LeaveQueue::name, &TestDesk::leave_queue, Needs::conversation},
        {desk::SendMessage::name, &TestDesk::send_message, Needs::ownership},
        {desk::TagConversation::name, &TestDesk::tag, Needs::conversation},
        {desk::AddNote::name, &TestDesk::note, Needs::conversation},
        {desk::SetField::name, &TestDesk::set_field, Needs::conversation},
        {desk::CloseConversation::name, &TestDesk::close, Needs::ownership},
        {desk::HandBack::name, &TestDesk::hand_back, Needs::ownership},
        {desk::RateConversation::name, &TestDesk::rate, Needs::conversation},
        {desk::UpdateContact::name, &TestDesk::update_contact, Needs::conversation},
        {desk::AssignTo::name, &TestDesk::assign, Needs::ownership},
        {desk::TransferQueue::name, &TestDesk::transfer, Needs::ownership},
        {desk::ChangePriority::name, &TestDesk::prioritize, Needs::ownership},
        {desk::FallBack::name, &TestDesk::fall_back, Needs::conversation},
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

namespace {

Error companion(std::string_view effect) {
    return {"flow.companion_talks", "expected only the owner of the conversation to ask for " + std::string(effect) +
                                        " but this run is a companion"};
}

}  // namespace

Result<TestDesk::Done> TestDesk::carry_out(const Asking& asking, std::string_view effect, const Value& payload) {
    const auto rule =
        std::find_if(rules().begin(), rules().end(), [&](const Rule& one) { return one.effect == effect; });
    if (rule == rules().end()) {
        return Error{"flowtest.no_rule", "expected a rule for the effect '" + std::string(effect) +
                                             "' in runtime/flowtest/desk/rules.cpp but there is none"};
    }
    if (rule->needs != Needs::nothing && !asking.on_conversation) {
        return Error{"effect.no_conversation", "expected a run that is about a conversation but this one asks for " +
                                                   std::string(effect) + " without one"};
    }
    if (rule->needs == Needs::ownership && !asking.owner) {
        return companion(effect);
    }
    return (this->*rule->carry_out)(asking, payload);
}

namespace {

template <class S>
Signal signal_of(const S& signal) {
    return {String(S::name), to_value(signal)};
}

Error malformed(std::string what, std::string_view found) {
    return {"effect.malformed", "expected " + std::move(what) + " but found '" + std::string(found) + "'"};
}

Status check_text(std::string_view text) {
    const std::size_t length = utf8_length(text);
    if (length == 0 || length > 4000) {
        return Error{"message.malformed",
                     "expected a text of 1 to 4,000 characters but it has " + std::to_string(length)};
    }
    return {};
}

constexpr Duration afterwards = hours(24);

}  // namespace

bool TestDesk::is_close_reason(std::string_view reason, bool by_system) {
    constexpr std::string_view of_the_org[] = {"resolved", "no_response", "duplicate", "spam", "other"};
    constexpr std::string_view of_the_system[] = {"customer_left", "no_input"};
    return std::find(std::begin(of_the_org), std::end(of_the_org), reason) != std::end(of_the_org) ||
           (by_system &&
            std::find(std::begin(of_the_system), std::end(of_the_system), reason) != std::end(of_the_system));
}

// What became of a conversation that no queue can hold any more.
std::optional<Signal> TestDesk::fate() const {
    if (conversation_.status == "assigned") {
        return signal_of(desk::ConversationAssigned{conversation_.agent, conversation_.agent_name});
    }
    if (conversation_.status == "closed") {
        return signal_of(desk::ConversationClosed{conversation_.close_reason, "system"});
    }
    return {};
}

// One entry a conversation: joining again moves it. Who comes too late hears what became of it.
Result<TestDesk::Done> TestDesk::join_queue(const Asking& asking, const Value& payload) {
    if (std::optional<Signal> what = fate()) {
        deliveries_.push_back(ToRun{asking.run, asking.activation, std::move(*what)});
        return Done{};
    }
    const auto join = from_value<desk::JoinQueue>(payload);
    if (!facts_.has_queue(join.queue.value)) {
        return Error{"queue.unknown", "expected a queue of the org but there is no '" + join.queue.value + "'"};
    }
    enqueue(join.queue.value, choices_of(join.priority)[static_cast<std::size_t>(join.priority)].value, asking.run,
            "flow");
    return Done{};
}

// The queue decides, not the clock: who was taken while he gave up is told of that.
Result<TestDesk::Done> TestDesk::leave_queue(const Asking& asking, const Value&) {
    if (std::optional<Signal> what = fate()) {
        return Done{std::move(what)};
    }
    if (conversation_.entry && conversation_.entry->run == asking.run) {
        conversation_.entry.reset();
        conversation_.status = "new";
        conversation_.owner = "flow";
        conversation_.human_requested = false;
    }
    return Done{signal_of(desk::LeftQueue{conversation_.queue})};
}

// A survey may go on for a day after the conversation was closed, without opening it again.
Result<TestDesk::Done> TestDesk::send_message(const Asking&, const Value& payload) {
    if (conversation_.status == "closed" && now() - conversation_.closed_at >= afterwards) {
        return Error{"conversation.closed", "expected an open conversation but it was closed more than a day ago"};
    }
    const auto message = from_value<desk::SendMessage>(payload);
    if (Status sound = check_text(message.text); !sound) {
        return sound.error();
    }
    conversation_.messages.push_back({Message::From::bot, "", message.text, message.options, now()});
    return Done{};
}

Result<TestDesk::Done> TestDesk::tag(const Asking&, const Value& payload) {
    const std::string_view tag = trim(payload["tag"].as_string());
    if (tag.empty() || utf8_length(tag) > 60) {
        return malformed("a tag of 1 to 60 characters", tag);
    }
    conversation_.tags.emplace(tag);
    return Done{};
}

Result<TestDesk::Done> TestDesk::note(const Asking&, const Value& payload) {
    if (Status sound = check_text(payload["text"].as_string()); !sound) {
        return sound.error();
    }
    conversation_.notes.emplace_back(payload["text"].as_string());
    return Done{};
}

Result<TestDesk::Done> TestDesk::set_field(const Asking&, const Value& payload) {
    if (!is_key(payload["field"].as_string())) {
        return malformed("a field of lower-case letters, digits and _", payload["field"].as_string());
    }
    conversation_.fields.set(payload["field"].as_shared_string(), payload["value"]);
    return Done{};
}

Result<TestDesk::Done> TestDesk::close(const Asking&, const Value& payload) {
    const std::string reason(payload["reason"].as_string());
    if (!is_close_reason(reason, true)) {
        return Error{"close_reason.unknown", "expected a close reason of the org but found '" + reason + "'"};
    }
    close_for(reason, "system");
    return Done{};
}

// From whoever has it; the run that asks need not be told.
Result<TestDesk::Done> TestDesk::hand_back(const Asking&, const Value&) {
    if (conversation_.status == "queued" || conversation_.status == "assigned") {
        back_to_flow();
    }
    return Done{};
}

Result<TestDesk::Done> TestDesk::rate(const Asking&, const Value& payload) {
    const auto rating = from_value<desk::RateConversation>(payload);
    if (rating.score > rating.best) {
        return Error{"rating.malformed", "expected a rating of 1 to " + std::to_string(rating.best) + " but got " +
                                             std::to_string(rating.score)};
    }
    return Done{};
}

// The name and the address are the contact's own; the rest is kept beside them.
Result<TestDesk::Done> TestDesk::update_contact(const Asking&, const Value& payload) {
    Map attributes = facts_.contact["attributes"].is_map() ? facts_.contact["attributes"].as_map() : Map{};
    const Map wanted = payload["attributes"].is_map() ? payload["attributes"].as_map() : Map{};
    for (const auto& [name, value] : wanted) {
        const bool own = name.view() == "name" || name.view() == "email";
        if (!is_key(name.view())) {
            return malformed("an attribute of lower-case letters, digits and _", name.view());
        }
        if (own && !value.is_string() && !value.is_nil()) {
            return malformed("a text as " + name.str(), json::dump(value));
        }
        if (name.view() == "email" && value.is_string() && value.as_string().find('@') == std::string_view::npos) {
            return Error{"contact.email_malformed", "expected an e-mail address but it is none"};
        }
        Map& into = own ? facts_.contact : attributes;
        if (value.is_nil()) {
            into.erase(name.view());
        } else {
            into.set(name, value);
        }
    }
    facts_.contact.set("attributes", std::move(attributes));
    return Done{};
}

// Why he could not be offered it; empty when he could. Who is not spoken of is there.
std::string TestDesk::why_not(const std::string& agent) const {
    const auto found = facts_.agent_status.find(agent);
    if (conversation_.status == "closed") {
        return "closed";
    }
    return found == facts_.agent_status.end() || found->second == "online" ? "" : found->second;
}

Result<TestDesk::Done> TestDesk::assign(const Asking&, const Value& payload) {
    const std::string agent(payload["user"].as_string());
    if (conversation_.status == "assigned" && conversation_.agent == agent) {
        return Done{fate()};
    }
    if (const std::string reason = why_not(agent); !reason.empty()) {
        return Done{signal_of(desk::AgentUnavailable{agent, reason})};
    }
    conversation_.entry.reset();
    conversation_.status = "assigned";
    conversation_.owner = "human";
    conversation_.agent = agent;
    conversation_.agent_name = name_of(agent);
    deliveries_.push_back(ToSubject{*fate()});
    return Done{};
}

// With its place and its clock.
Result<TestDesk::Done> TestDesk::transfer(const Asking&, const Value& payload) {
    const auto wanted = from_value<desk::TransferQueue>(payload);
    if (!facts_.has_queue(wanted.queue.value)) {
        return Error{"queue.unknown", "expected a queue of the org but there is no '" + wanted.queue.value + "'"};
    }
    if (!conversation_.entry) {
        return Done{signal_of(desk::QueueChanged{})};
    }
    conversation_.entry->queue = wanted.queue.value;
    conversation_.queue = wanted.queue.value;
    queues_seen_.push_back(wanted.queue.value);
    return Done{signal_of(desk::QueueChanged{true, wanted.queue.value, conversation_.entry->priority})};
}

Result<TestDesk::Done> TestDesk::prioritize(const Asking&, const Value& payload) {
    if (!conversation_.entry) {
        return Done{signal_of(desk::QueueChanged{})};
    }
    const auto wanted = from_value<desk::ChangePriority>(payload);
    const std::vector<Choice> all = choices_of(desk::Priority{});
    std::size_t at = static_cast<std::size_t>(wanted.priority);
    if (wanted.change != desk::PriorityChange::set) {
        const auto now = std::find_if(all.begin(), all.end(),
                                      [&](const Choice& each) { return each.value == conversation_.entry->priority; });
        at = static_cast<std::size_t>(now - all.begin());
        if (wanted.change == desk::PriorityChange::raise) {
            at = std::min(at + 1, all.size() - 1);
        } else {
            at = at == 0 ? 0 : at - 1;
        }
    }
    conversation_.entry->priority = all[at].value;
    return Done{signal_of(desk::QueueChanged{true, conversation_.entry->queue, all[at].value})};
}

// The last resort: whoever has no owner any more is put where a person will see him.
Result<TestDesk::Done> TestDesk::fall_back(const Asking&, const Value& payload) {
    if (conversation_.status == "new" || conversation_.status == "queued") {
        const auto why = from_value<desk::FallBack>(payload);
        conversation_.notes.push_back("The flow could not go on: " + why.message + " (" + why.code + ")");
    }
    to_fallback_queue();
    return Done{};
}

// With a key, for those who subscribed to it; without, for the runs of this conversation. Flows that the event triggers
// start in any case.
Result<TestDesk::Done> TestDesk::emit(const Asking& asking, const Value& payload) {
    const auto event = from_value<desk::EmitEvent>(payload);
    emitted_.push_back({event.event, event.key, event.payload});
    if (event.key.empty() && asking.on_conversation) {
        deliveries_.push_back(ToSubject{Signal{String(event.event), event.payload}});
    }
    tell_others(event.event, event.key, event.payload);
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
    if (!flow_exists_(start.flow)) {
        return Error{"flow.unknown", "expected a published flow but there is no '" + start.flow + "'"};
    }
    if (start.hand_over) {
        if (!asking.on_conversation) {
            return Error{"flow.nothing_to_hand_over",
                         "expected a conversation to hand over but this run is about none"};
        }
        if (!asking.owner) {
            return companion(desk::StartFlow::name);
        }
        owner_run_ = 0;
    }
    deliveries_.push_back(StartFlow{start.flow, asking.on_conversation && start.hand_over, asking.on_conversation,
                                    start.input, Map{}, ""});
    return Done{};
}

void TestDesk::close_for(const std::string& reason, const std::string& by) {
    if (conversation_.status == "closed") {
        return;
    }
    conversation_.status = "closed";
    conversation_.owner = owner_lives_() ? "flow" : "none";
    conversation_.entry.reset();
    conversation_.close_reason = reason;
    conversation_.closed_at = now();
    Signal closed = signal_of(desk::ConversationClosed{reason, by});
    deliveries_.push_back(ToSubject{closed});
    tell_others(closed.name.str(), to_base32(conversation_.id), closed.payload);
}

void TestDesk::enqueue(const std::string& queue, const std::string& priority, std::uint64_t run,
                       const std::string& owner) {
    conversation_.entry = QueueEntry{queue, priority, now(), run};
    conversation_.queue = queue;
    conversation_.status = "queued";
    conversation_.owner = owner;
    conversation_.agent.clear();
    conversation_.agent_name.clear();
    queues_seen_.push_back(queue);
}

// Whoever is in a queue keeps his place; only an agent takes him out now.
void TestDesk::to_fallback_queue() {
    if (!open() || conversation_.status == "assigned" || conversation_.status == "closed") {
        return;
    }
    if (conversation_.entry) {
        conversation_.entry->run = 0;
        conversation_.owner = "none";
        return;
    }
    enqueue(facts_.fallback_queue, conversation_.human_requested ? "high" : "normal", 0, "none");
}

void TestDesk::tell_others(const std::string& event, const std::string& key, const Value& payload) {
    for (const Subscription& one : subscriptions_) {
        if (!key.empty() && one.event == event && one.key == key) {
            deliveries_.push_back(ToRun{one.run, one.activation, Signal{String(event), payload}});
        }
    }
    deliveries_.push_back(EventForAll{event, key, payload});
}

}  // namespace millrace::flowtest
