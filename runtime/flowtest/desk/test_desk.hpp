#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/node/signal.hpp"
#include "engine/run/decide.hpp"
#include "runtime/flowtest/desk/conversation.hpp"
#include "runtime/flowtest/desk/facts.hpp"

namespace millrace::flowtest {

// What a change at the desk lets runs hear of, in the order in which it happened. The rows that the real desk writes
// into the inbox.
struct ToRun {
    std::uint64_t run = 0;
    run::ActivationId activation = 0;
    Signal signal;
};
struct ToSubject {  // every run on the conversation; without an owner the desk's own answer
    Signal signal;
};
struct StartFlow {
    std::string flow;
    bool owner = false;
    bool on_subject = false;
    Value input;
    Value event;
    std::string trigger;  // the flow's condition must hold; empty: none is asked
};
struct EventForAll {  // flows that it triggers
    std::string name;
    std::string key;
    Value payload;
};
using Delivery = std::variant<ToRun, ToSubject, StartFlow, EventForAll>;

// Who asks for an effect.
struct Asking {
    std::uint64_t run = 0;
    bool on_conversation = false;
    bool owner = false;  // of the conversation, by the desk's books
    run::ActivationId activation = 0;
};

struct Emitted {
    std::string name;
    std::string key;
    Value payload;
};

// A contact centre in memory, with one conversation. Its rules are those of the real desk: see rules.cpp.
class TestDesk {
public:
    explicit TestDesk(Facts facts) : facts_(std::move(facts)) {}

    // What runs ask about the outside; nil is an answer too. `version_of` answers for flows.
    Value answer(const Question& question, const std::function<Value(std::string_view flow)>& version_of) const;

    // A local effect, in the transaction of the turn that asked. An error reaches the run as effect.failed.
    struct Done {
        std::optional<Signal> answer;  // for the activation, if it waits
    };
    Result<Done> carry_out(const Asking& asking, std::string_view effect, const Value& payload);
    // Effects that have a rule.
    static std::vector<std::string> effects_known();

    // What people do. The error says why they cannot.
    void open(std::uint64_t id);
    Status customer_says(std::string text);
    Status customer_asks_for_human();
    Status customer_leaves();
    Status agent_takes(const std::string& agent);
    Status agent_replies(const std::string& agent, std::string text);
    Status agent_closes(const std::string& agent, const std::string& reason);
    Status agent_hands_back(const std::string& agent);
    void signal(std::string name, const std::string& key, Value payload);
    // A signal that reached a conversation on which no run lives.
    void unclaimed(const Signal& signal);

    // What runs are to hear, oldest first.
    std::deque<Delivery>& deliveries() { return deliveries_; }

    Time now() const { return facts_.now; }
    void set_now(Time now) { facts_.now = now; }
    Facts& facts() { return facts_; }
    const Facts& facts() const { return facts_; }
    bool open() const { return conversation_.id != 0; }
    const Conversation& conversation() const { return conversation_; }
    const std::vector<Emitted>& emitted() const { return emitted_; }
    // Queues the conversation was in, and tags it had, at any time.
    const std::vector<std::string>& queues_seen() const { return queues_seen_; }
    std::uint64_t owner_run() const { return owner_run_; }
    void set_owner_run(std::uint64_t run) { owner_run_ = run; }
    // Whether a run owns the conversation and can go on: not ended, no incident.
    void ask_whether_owner_lives(std::function<bool()> ask) { owner_lives_ = std::move(ask); }
    void ask_whether_flow_exists(std::function<bool(std::string_view key)> ask) { flow_exists_ = std::move(ask); }

private:
    struct Rule;
    static const std::vector<Rule>& rules();
    Result<Done> join_queue(const Asking& asking, const Value& payload);
    Result<Done> leave_queue(const Asking& asking, const Value& payload);
    Result<Done> send_message(const Asking& asking, const Value& payload);
    Result<Done> tag(const Asking& asking, const Value& payload);
    Result<Done> note(const Asking& asking, const Value& payload);
    Result<Done> set_field(const Asking& asking, const Value& payload);
    Result<Done> close(const Asking& asking, const Value& payload);
    Result<Done> fall_back(const Asking& asking, const Value& payload);
    Result<Done> hand_back(const Asking& asking, const Value& payload);
    Result<Done> rate(const Asking& asking, const Value& payload);
    Result<Done> update_contact(const Asking& asking, const Value& payload);
    Result<Done> assign(const Asking& asking, const Value& payload);
    Result<Done> transfer(const Asking& asking, const Value& payload);
    Result<Done> prioritize(const Asking& asking, const Value& payload);
    Result<Done> emit(const Asking& asking, const Value& payload);
    Result<Done> subscribe(const Asking& asking, const Value& payload);
    Result<Done> unsubscribe(const Asking& asking, const Value& payload);
    Result<Done> start_flow(const Asking& asking, const Value& payload);

    static bool is_close_reason(std::string_view reason, bool by_system);
    std::optional<Signal> fate() const;
    void close_for(const std::string& reason, const std::string& by);
    void enqueue(const std::string& queue, const std::string& priority, std::uint64_t run, const std::string& owner);
    void to_fallback_queue();
    void back_to_flow();
    std::string why_not(const std::string& agent) const;
    void request_human(const std::string& text);
    void tell_others(const std::string& event, const std::string& key, const Value& payload);
    std::string name_of(const std::string& agent) const;
    Value show() const;
    Value queue_status(const std::string& key) const;
    Value free_agents(const std::string& queue) const;
    Value lookup(const Value& about) const;
    Value calendar(const std::string& key) const;

    struct Subscription {
        std::uint64_t run = 0;
        run::ActivationId activation = 0;
        std::string event;
        std::string key;
    };

    Facts facts_;
    Conversation conversation_;
    std::uint64_t owner_run_ = 0;
    std::uint64_t messages_ = 0;
    std::vector<Subscription> subscriptions_;
    std::vector<Emitted> emitted_;
    std::vector<std::string> queues_seen_;
    std::deque<Delivery> deliveries_;
    std::function<bool()> owner_lives_;
    std::function<bool(std::string_view)> flow_exists_;
};

}  // namespace millrace::flowtest
