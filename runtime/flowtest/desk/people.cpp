// What customers and agents do, and whom it reaches.

#include <algorithm>

#include "engine/base/text.hpp"
#include "runtime/flowtest/desk/human_request.hpp"
#include "runtime/flowtest/desk/test_desk.hpp"

namespace millrace::flowtest {

void TestDesk::open(std::uint64_t id) {
    conversation_ = Conversation{};
    conversation_.id = id;
    conversation_.started_at = now();
}

Status TestDesk::customer_says(std::string text) {
    if (!open()) {
        return Error{"conversation.unknown", "expected a conversation but the run is about none"};
    }
    const bool survey = owner_run_ != 0 && now() <= conversation_.closed_at + hours(24);
    if (conversation_.status == "closed" && !survey) {
        return Error{"conversation.closed", "expected an open conversation but this one is closed"};
    }
    if (text.empty() || utf8_length(text) > 4000) {
        return Error{"message.invalid", "expected a text of 1 to 4,000 characters but found " +
                                            std::to_string(utf8_length(text))};
    }
    conversation_.messages.push_back({Message::From::customer, "", text, {}, now()});
    if (conversation_.first_text.empty()) {
        conversation_.first_text = text;
    }
    if (conversation_.owner == "human") {
        return {};  // the agent reads it; no flow hears of it
    }
    if (conversation_.status != "closed" && asks_for_human(text, facts_.phrases)) {
        deliveries_.push_back(ToSubject{Signal{String(desk::HumanRequested::name), to_value(desk::HumanRequested{text})}});
        return {};  // it is no answer to whatever was asked
    }
    deliveries_.push_back(ToSubject{Signal{
        String(desk::MessageReceived::name), to_value(desk::MessageReceived{"m" + std::to_string(++messages_), text})}});
    return {};
}

Status TestDesk::customer_asks_for_human() {
    if (!open() || conversation_.status == "closed") {
        return Error{"conversation.closed", "expected an open conversation but this one is closed"};
    }
    if (conversation_.owner != "human") {
        deliveries_.push_back(ToSubject{Signal{String(desk::HumanRequested::name), to_value(desk::HumanRequested{})}});
    }
    return {};
}

Status TestDesk::customer_leaves() {
    if (Status may = closable("customer_left"); !may) {
        return may;
    }
    close_for("customer_left", "customer");
    return {};
}

Status TestDesk::agent_takes(const std::string& agent) {
    if (conversation_.status == "assigned") {
        return Error{"conversation.already_taken",
                     "expected a conversation in a queue but " + conversation_.agent + " has taken it"};
    }
    if (!conversation_.entry) {
        return Error{"conversation.not_queued",
                     "expected a conversation in a queue but this one is " + conversation_.status};
    }
    conversation_.entry.reset();
    conversation_.status = "assigned";
    conversation_.owner = "human";
    conversation_.agent = agent;
    conversation_.agent_name = name_of(agent);
    deliveries_.push_back(ToSubject{Signal{String(desk::ConversationAssigned::name),
                                           to_value(desk::ConversationAssigned{agent, conversation_.agent_name})}});
    return {};
}

namespace {

Error not_his(const Conversation& conversation, const std::string& agent) {
    return {"conversation.not_yours", "expected the conversation to be " + agent + "'s but it is " +
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
    if (Status may = closable(reason); !may) {
        return may;
    }
    close_for(reason, "agent");
    return {};
}

void TestDesk::signal(std::string name, const std::string& key, Value payload) {
    if (key.empty()) {
        deliveries_.push_back(ToSubject{Signal{String(name), std::move(payload)}});
        return;
    }
    for (const Subscription& one : subscriptions_) {
        if (one.event == name && one.key == key) {
            deliveries_.push_back(ToRun{one.run, one.activation, Signal{String(name), payload}});
        }
    }
}

// Nobody is left in silence: without an owner, flow or person, the org's fallback queue.
void TestDesk::unclaimed(const Signal& signal) {
    if (signal.is(desk::MessageReceived::name) || signal.is(desk::ConversationStarted::name) ||
        signal.is(desk::HumanRequested::name)) {
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
