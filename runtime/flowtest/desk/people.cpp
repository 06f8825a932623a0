// What customers and agents do, and whom it reaches.

#include <utility>

#include "engine/base/id.hpp"
#include "engine/base/text.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/flowtest/desk/test_desk.hpp"

namespace millrace::flowtest {

namespace {

Error over() {
    return {"conversation.closed", "expected an open conversation but this one is closed"};
}

}  // namespace

void TestDesk::open(std::uint64_t id) {
    conversation_ = Conversation{};
    conversation_.id = id;
    conversation_.started_at = now();
}

Status TestDesk::customer_says(std::string text) {
    if (!open()) {
        return Error{"conversation.unknown", "expected a conversation but the run is about none"};
    }
    if (conversation_.status == "closed" && (now() - conversation_.closed_at >= hours(24) || !owner_lives_())) {
        return over();
    }
    if (const std::size_t length = utf8_length(text); length == 0 || length > 4000) {
        return Error{"message.malformed",
                     "expected a text of 1 to 4,000 characters but it has " + std::to_string(length)};
    }
    conversation_.messages.push_back({Message::From::customer, "", text, {}, now()});
    if (conversation_.first_text.empty()) {
        conversation_.first_text = text;
    }
    if (conversation_.status == "assigned") {
        return {};  // the agent reads it; no flow hears of it
    }
    const std::vector<std::string>& phrases = facts_.phrases.empty() ? desk::default_phrases() : facts_.phrases;
    if (conversation_.status == "new" && !conversation_.human_requested && desk::asks_for_human(text, phrases)) {
        request_human(text);  // and it is no answer to whatever was asked
        return {};
    }
    deliveries_.push_back(ToSubject{Signal{String(desk::MessageReceived::name),
                                           to_value(desk::MessageReceived{"m" + std::to_string(++messages_), text})}});
    return {};
}

// Once, until he leaves a queue; who waits in one already may move ahead in it.
void TestDesk::request_human(const std::string& text) {
    const bool first = !std::exchange(conversation_.human_requested, true);
    if (!first || (conversation_.status != "new" && conversation_.status != "queued")) {
        return;
    }
    deliveries_.push_back(ToSubject{Signal{String(desk::HumanRequested::name), to_value(desk::HumanRequested{text})}});
}

Status TestDesk::customer_asks_for_human() {
    if (!open() || conversation_.status == "closed") {
        return over();
    }
    request_human("");
    return {};
}

Status TestDesk::customer_leaves() {
    if (!open() || conversation_.status == "closed") {
        return over();
    }
    close_for("customer_left", "customer");
    return {};
}

Status TestDesk::agent_takes(const std::string& agent) {
    if (conversation_.status == "assigned") {
        return Error{"conversation.already_taken",
                     "expected a conversation that waits but " + conversation_.agent_name + " took it"};
    }
    if (conversation_.status != "queued") {
        return Error{"conversation.not_queued",
                     "expected a conversation that waits but its status is " + conversation_.status};
    }
    conversation_.entry.reset();
    conversation_.status = "assigned";
    conversation_.owner = "human";
    conversation_.agent = agent;
    conversation_.agent_name = name_of(agent);
    deliveries_.push_back(ToSubject{*fate()});
    return {};
}

namespace {

Error not_his(const Conversation& conversation, const std::string& agent) {
    return {"conversation.not_yours",
            "expected the conversation to be " + agent + "'s but it is " +
                (conversation.agent.empty() ? conversation.status : conversation.agent + "'s")};
}

}  // namespace

Status TestDesk::agent_replies(const std::string& agent, std::string text) {
    if (conversation_.status != "assigned" || conversation_.agent != agent) {
        return not_his(conversation_, agent);
    }
    conversation_.messages.push_back({Message::From::agent, conversation_.agent_name, std::move(text), {}, now()});
    return {};
}

Status TestDesk::agent_closes(const std::string& agent, const std::string& reason) {
    if (conversation_.status != "assigned" || conversation_.agent != agent) {
        return not_his(conversation_, agent);
    }
    if (!is_close_reason(reason, false)) {
        return Error{"close_reason.unknown", "expected a close reason of the org but found '" + reason + "'"};
    }
    close_for(reason, "agent");
    return {};
}

// To the run that owns it; where none does any more, the channel's flow begins anew.
Status TestDesk::agent_hands_back(const std::string& agent) {
    if (conversation_.status != "assigned" || conversation_.agent != agent) {
        return not_his(conversation_, agent);
    }
    const desk::ConversationHandedBack said{agent, conversation_.agent_name};
    if (owner_lives_()) {
        back_to_flow();
        deliveries_.push_back(ToSubject{Signal{String(desk::ConversationHandedBack::name), to_value(said)}});
        return {};
    }
    if (facts_.entry_flow.empty() || owner_run_ != 0) {
        return Error{"conversation.no_flow",
                     "expected a flow that could go on with the conversation but there is none"};
    }
    back_to_flow();
    deliveries_.push_back(StartFlow{facts_.entry_flow, true, true, Map{},
                                    to_value(desk::ConversationStarted{to_base32(conversation_.id)}),
                                    std::string(desk::ConversationStarted::name)});
    return {};
}

void TestDesk::back_to_flow() {
    conversation_.entry.reset();
    conversation_.status = "new";
    conversation_.owner = "flow";
    conversation_.agent.clear();
    conversation_.agent_name.clear();
    conversation_.human_requested = false;
}

void TestDesk::signal(std::string name, const std::string& key, Value payload) {
    if (key.empty()) {
        deliveries_.push_back(ToSubject{Signal{String(name), std::move(payload)}});
    } else {
        tell_others(name, key, payload);
    }
}

// Nobody is left in silence: without an owner, flow or person, the org's fallback queue.
void TestDesk::unclaimed(const Signal& signal) {
    const bool needs_somebody = signal.name.empty() || signal.is(desk::MessageReceived::name) ||
                                signal.is(desk::ConversationStarted::name) || signal.is(desk::HumanRequested::name);
    if (needs_somebody && conversation_.status != "queued" && !owner_lives_()) {
        to_fallback_queue();
    }
}

std::string TestDesk::name_of(const std::string& agent) const {
    if (const auto found = facts_.agents.find(agent); found != facts_.agents.end()) {
        return found->second;
    }
    std::string name = agent;
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') {
        name[0] = static_cast<char>(name[0] - 'a' + 'A');
    }
    return name;
}

}  // namespace millrace::flowtest
