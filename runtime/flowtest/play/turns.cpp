// Commands reach runs: decide, keep the turn, carry out what it asked.

#include <algorithm>
#include <exception>

#include "engine/base/clock.hpp"
#include "engine/base/id.hpp"
#include "engine/run/codec.hpp"
#include "engine/value/fields.hpp"
#include "engine/value/json.hpp"
#include "runtime/flowtest/play/player.hpp"

namespace millrace::flowtest {
namespace {

// More than any honest case needs for one line: two runs that wake each other for ever are found.
constexpr int commands_max = 1'000;

// Enough to say what a case depends on.
constexpr std::size_t answers_kept_max = 200;

}  // namespace

// Answers from the desk. Where they are not at hand, the first asking of each question ends the decision.
class Player::AtHand final : public run::Answers {
public:
    AtHand(Player& player, bool at_hand) : player_(player), at_hand_(at_hand) {}

    const Value* find(const Question& question) override {
        for (const run::Answer& answer : fetched_) {
            if (answer.question == question) {
                return &answer.answer;
            }
        }
        if (!at_hand_) {
            return nullptr;
        }
        fetch(question);
        return &fetched_.back().answer;
    }
    void fetch(const Question& question) {
        if (player_.options_.learn) {
            player_.options_.learn(question, player_.desk_.facts());
        }
        fetched_.push_back({question, player_.desk_.answer(question, [&](std::string_view key) {
                                const GraphPtr graph = player_.flows_.find(key);
                                return graph == nullptr ? Value() : Value(static_cast<std::int64_t>(graph->version_id));
                            })});
        std::vector<run::Answer>& all = player_.answers_;
        const run::Answer& fresh = fetched_.back();
        const bool told = std::any_of(all.begin(), all.end(), [&](const run::Answer& one) {
            return one.question == fresh.question && one.answer == fresh.answer;
        });
        if (!told && all.size() < answers_kept_max) {
            all.push_back(fresh);
        }
    }

private:
    Player& player_;
    bool at_hand_;
    std::deque<run::Answer> fetched_;
};

// Everything that runs are to hear, until all is quiet.
void Player::settle() {
    note_changes();
    while (!desk_.deliveries().empty() && !gives_up()) {
        if (++commands_ > commands_max) {
            troubles_.push_back("expected the runs to come to rest but they wake each other for ever");
            return;
        }
        Delivery next = std::move(desk_.deliveries().front());
        desk_.deliveries().pop_front();
        route(std::move(next));
        note_changes();
    }
    commands_ = 0;
}

void Player::route(Delivery&& delivery) {
    std::visit([this](auto&& one) { route(std::forward<decltype(one)>(one)); }, std::move(delivery));
}

void Player::route(ToRun&& to) {
    if (PlayedRun* run = find(to.run)) {
        give(*run, run::DeliverSignal{std::move(to.signal), to.activation, {}, now()});
    }
}

// Companions hear it too; without an owner the desk has its own answer.
void Player::route(ToSubject&& to) {
    PlayedRun* const owner = this->owner();
    for (PlayedRun& run : runs_) {
        if (run.on_conversation && &run != owner && !run::is_terminal(run.state.status)) {
            give(run, run::DeliverSignal{to.signal, 0, {}, now()});
        }
    }
    if (owner == nullptr) {
        desk_.unclaimed(to.signal);
    } else if (give(*owner, run::DeliverSignal{to.signal, 0, {}, now()}) != Took::done &&
               run::is_terminal(owner->state.status)) {
        desk_.unclaimed(to.signal);
    }
}

void Player::route(StartFlow&& start) {
    const GraphPtr graph = flows_.find(start.flow);
    const Signal as_signal{String(start.trigger), start.event};
    if (graph == nullptr) {
        troubles_.push_back("expected a flow with the key '" + start.flow + "' beside this test but there is none");
        return;
    }
    if (PlayedRun* const before = start.owner ? owner() : nullptr) {
        if (graph->trigger.if_running == "replace") {
            give(*before, run::CancelRun{"replaced"});
        } else {
            if (graph->trigger.if_running == "signal" && !start.trigger.empty()) {
                route(ToSubject{as_signal});
            }
            return;
        }
    }
    PlayedRun& run = runs_.emplace_back();
    run.id = next_id_++;
    run.flow = graph->key;
    run.input = start.input;
    run.on_conversation = start.on_subject;
    run::StartRun command;
    command.run = run.id;
    command.org = 1;
    command.version = graph->version_id;
    command.seed = mix(run.id);
    if (start.on_subject) {
        command.subject = {"conversation", desk_.conversation().id, start.owner};
    }
    command.input = start.input;
    Map event = start.event.is_map() ? start.event.as_map() : Map{};
    event.set("input", start.input.is_nil() ? Value(Map{}) : start.input);
    command.event = std::move(event);
    command.conditional = !start.trigger.empty();
    if (start.owner) {
        desk_.set_owner_run(run.id);
    }
    if (give(run, std::move(command)) != Took::done) {
        runs_.pop_back();
        if (start.owner) {
            desk_.set_owner_run(0);
            desk_.unclaimed(as_signal);
        }
    }
}

void Player::route(EventForAll&& event) {
    std::vector<GraphPtr> triggered;
    for (const GraphPtr& graph : flows_.all()) {
        if (flows_.find(graph->key) == graph &&
            (graph->trigger.on == "event:" + event.name || graph->trigger.on == event.name)) {
            triggered.push_back(graph);
        }
    }
    for (const GraphPtr& graph : triggered) {
        route(StartFlow{graph->key, false, desk_.open(), Map{}, event.payload, event.name});
    }
}

std::optional<run::Decision> Player::decide(PlayedRun& run, const run::Command& command) {
    run::Machine machine{flows_.vocabulary(), flows_};
    AtHand answers(*this, journals_.answers_at_hand());
    const run::State before = run.state;
    while (true) {
        try {
            run::Decision decision = run::decide(run.state, command, now(), answers, machine);
            if (decision.kind != run::Decision::Kind::missing) {
                return decision;
            }
            run.state = before;
            answers.fetch(decision.question);
        } catch (const std::exception& thrown) {
            run.state = before;
            troubles_.push_back(std::string("expected the code of a node not to throw but it threw: ") + thrown.what());
            return std::nullopt;
        }
    }
}

Player::Took Player::give(PlayedRun& run, run::Command command) {
    bool again = true;
    Took took = Took::done;
    while (again) {
        const run::State before = run.state;
        std::optional<run::Decision> decision = decide(run, command);
        if (!decision) {
            return Took::rejected;
        }
        if (decision->kind != run::Decision::Kind::decided) {
            const bool rejected = decision->kind == run::Decision::Kind::rejected;
            if (rejected && std::holds_alternative<run::StartRun>(command) &&
                decision->error.code != "run.trigger_unmet") {
                troubles_.push_back("expected the flow " + run.flow +
                                    " to start but it was refused: " + decision->error.message);
            }
            return rejected ? Took::rejected : Took::ignored;
        }
        again = decision->turn.more;
        commit(run, std::move(decision->turn), before);
        command = run::ContinueRun{};
        if (gives_up()) {
            return took;
        }
    }
    return took;
}

void Player::commit(PlayedRun& run, run::Turn&& turn, const run::State& before) {
    std::string snapshot = run::is_terminal(run.state.status) ? std::string() : run::encode_snapshot(run.state);
    if (!run::wants_snapshot(run.state, snapshot.size())) {
        snapshot.clear();
    }
    run.rows.push_back(run::encode(turn, snapshot));
    if (Status kept = journals_.keep(run, !snapshot.empty()); !kept) {
        troubles_.push_back(kept.error().message);
    }
    const List events = run::show_events(turn.events, before, flows_, turn.now, run::from_outside(turn.command));
    observe(run, events);

    std::size_t effect = 0;
    for (const Value& event : events) {
        if (event["name"].as_string() == "effect.asked" && effect < turn.effects.size()) {
            const Value& node = event["data"]["node"];
            carry_out(run, turn.effects[effect++], node.is_string() ? std::string(node.as_string()) : std::string());
        }
    }
    if (run::is_terminal(run.state.status)) {
        note_changes();  // what it still said and did comes before its end
        note("run of " + run.flow, std::string(to_text(run.state.status)) +
                                       (run.state.outcome.empty() ? "" : " with " + run.state.outcome.str()));
        if (desk_.owner_run() == run.id) {
            desk_.set_owner_run(0);
        }
    }
}

// What a test asks about later: incidents and whether a route took care of them, ways taken, values set.
void Player::observe(PlayedRun& run, const List& events) {
    for (const Value& event : events) {
        const std::string_view name = event["name"].as_string();
        const Value& data = event["data"];
        const auto text = [&](std::string_view member) {
            return data[member].is_string() ? std::string(data[member].as_string()) : std::string();
        };
        trace(run, name, event);
        if (name == "incident.raised") {
            incidents_.push_back({text("code"), text("message"), text("node"), run.flow, false, false});
            note("incident " + text("code"), text("message"));
        } else if (name == "error.routed" && !incidents_.empty()) {
            incidents_.back().routed = true;
        } else if (name == "node.left") {
            left_.push_back({text("node"), text("output")});
        } else if (name == "failure.caught") {
            left_.push_back({text("catch"), "caught"});
        } else if (name == "region.opened") {
            for (const Value& branch : data["outputs"].as_list()) {
                left_.push_back({text("node"), std::string(branch.as_string())});
            }
        } else if (name == "output.set") {
            outputs_set_.set(String(text("name")), data["value"]);
        } else if (name == "variable.set") {
            variables_set_.set(String(text("name")), data["value"]);
        }
    }
}

// Which node of which flow was entered and left, and what it has set. Frames count from 1, the root being the first.
void Player::trace(const PlayedRun& run, std::string_view name, const Value& event) {
    const Value& data = event["data"];
    const auto text = [&](std::string_view member) {
        return data[member].is_string() ? std::string(data[member].as_string()) : std::string();
    };
    Places& places = places_[run.id];
    if (name == "run.started" || name == "frame.entered") {
        const Result<std::uint64_t> version = parse_base32(text("version"));
        places.frames.push_back(version ? flows_.version(*version)->key : run.flow);
        return;
    }
    const std::int64_t activation = event["activation"].is_integer() ? event["activation"].as_integer() : 0;
    const std::int64_t frame = data["frame"].is_integer() ? data["frame"].as_integer() : places.frame_of[activation];
    const std::string flow = frame >= 1 && static_cast<std::size_t>(frame) <= places.frames.size()
                                 ? places.frames[static_cast<std::size_t>(frame) - 1]
                                 : run.flow;
    const auto passed = [&](std::string output) {
        passages_.push_back(
            {run.id, static_cast<run::ActivationId>(activation), flow, text("node"), std::move(output)});
    };
    if (name == "node.entered") {
        places.frame_of[activation] = frame;
        passed("");
    } else if (name == "node.left") {
        passed(text("output"));
        places.frame_of.erase(activation);
    } else if (name == "region.opened") {
        for (const Value& branch : data["outputs"].as_list()) {
            passed(std::string(branch.as_string()));
        }
    } else if (name == "output.set") {
        Map& nodes = node_outputs_[flow];
        Map outputs = nodes[text("node")].is_map() ? nodes[text("node")].as_map() : Map{};
        outputs.set(String(text("name")), data["value"]);
        nodes.set(String(text("node")), std::move(outputs));
    }
}

void Player::carry_out(PlayedRun& run, const run::EffectOrder& order, std::string node) {
    AskedEffect asked{run.id,        order.activation, std::move(node), run.flow, order.name.str(),
                      order.payload, order.awaited,    false,           false,    now()};
    effects_.push_back(asked);
    if (!order.spec->local) {
        call_http(run, effects_.back());
        return;
    }
    const bool message = asked.name == "message.send";  // shown in any case, so that it can be read
    if (!options_.effects_are_carried_out && !message) {
        return;
    }
    effects_.back().answered = options_.effects_are_carried_out;
    std::vector<Error> problems;
    check(order.spec->payload, order.payload, "", problems);
    for (const EffectSpec& held : flows_.vocabulary().effects()) {
        if (held.release == asked.name && !problems.empty()) {  // a release carries what was held
            problems.clear();
            check(held.payload, order.payload, "", problems);
        }
    }
    const Asking asking{run.id, run.on_conversation, run.on_conversation && desk_.owner_run() == run.id,
                        order.activation};
    Result<TestDesk::Done> done = problems.empty() ? desk_.carry_out(asking, asked.name, asked.payload)
                                                   : Result<TestDesk::Done>(problems.front());
    if (!done && done.error().code == "flowtest.no_rule") {
        troubles_.push_back(done.error().message);
    } else if (!done) {
        note("effect " + asked.name + " failed", done.error().message);
        desk_.deliveries().push_back(
            ToRun{run.id, order.activation,
                  Signal{"effect.failed",
                         Map{{"effect", order.name}, {"code", done.error().code}, {"message", done.error().message}}}});
    } else if (done->answer && order.awaited) {
        desk_.deliveries().push_back(ToRun{run.id, order.activation, std::move(*done->answer)});
    }
}

void Player::call_http(PlayedRun&, AskedEffect& call) {
    if (call.name != "http.request") {
        troubles_.push_back("expected a rule for the effect '" + call.name +
                            "' in runtime/flowtest/play/turns.cpp but there is none");
        return;
    }
    const auto text = [&](std::string_view member) {
        return call.payload[member].is_string() ? std::string(call.payload[member].as_string()) : std::string();
    };
    const std::string method = text("method").empty() ? "GET" : text("method");
    note("http " + call.node, method + " " + text("url"));
    const auto mock = std::find_if(mocks_.begin(), mocks_.end(),
                                   [&](const auto& one) { return one.first.empty() || one.first == call.node; });
    if (mock != mocks_.end()) {
        const Reply reply = mock->second;
        mocks_.erase(mock);
        call.answered = !reply.never;
        call.reply = reply;
        call.replied = now();
        reply_to(call, reply);
    } else if (options_.effects_are_carried_out && !options_.calls_wait) {
        troubles_.push_back("expected a line 'http " + call.node +
                            " -> …' before this call but there is none: " + method + " " + text("url"));
    }
}

void Player::reply_to(const AskedEffect& call, const Reply& reply) {
    if (reply.never) {
        return;
    }
    ToRun answer{call.run, call.activation, Signal{"http.replied", reply.payload}};
    if (reply.delay.ms == 0) {
        desk_.deliveries().push_back(std::move(answer));
    } else {
        replies_.emplace(now() + reply.delay, std::move(answer));
    }
}

// New messages, and what changed at the desk, as the transcript tells it.
void Player::note_changes() {
    const Conversation& conversation = desk_.conversation();
    for (; messages_noted_ < conversation.messages.size(); ++messages_noted_) {
        const Message& message = conversation.messages[messages_noted_];
        std::string text = message.text;
        for (const desk::MenuOption& option : message.options) {
            text += (&option == &message.options.front() ? "  [" : " | ") + option.label;
        }
        static constexpr std::string_view who[] = {"customer", "bot", "agent", "system"};
        note(std::string(who[static_cast<std::size_t>(message.from)]) +
                 (message.author.empty() ? "" : " " + message.author),
             text + (message.options.empty() ? "" : "]"));
    }
    if (!desk_.open()) {
        return;
    }
    std::string desk = conversation.status;
    if (conversation.entry) {
        desk += " in " + conversation.entry->queue + " (" + conversation.entry->priority + ")";
    } else if (conversation.status == "assigned") {
        desk += " to " + conversation.agent;
    } else if (conversation.status == "closed") {
        desk += " as " + conversation.close_reason;
    }
    if (desk != desk_noted_) {
        if (!desk_noted_.empty()) {
            note("desk", desk);
        }
        desk_noted_ = desk;
    }
}

}  // namespace millrace::flowtest
