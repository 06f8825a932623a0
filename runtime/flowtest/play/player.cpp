// What happens from outside, and time.

#include "runtime/flowtest/play/player.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/text.hpp"

namespace millrace::flowtest {

std::string to_text(const TranscriptLine& line) {
    const std::string at = to_text(line.at);
    return at.substr(11, at.size() - 12) + "  " + line.who + (line.text.empty() ? "" : ": " + line.text);
}

Player::Player(FlowSet& flows, Facts facts, Journals& journals, PlayerOptions options)
    : flows_(flows), journals_(journals), options_(options), desk_(std::move(facts)), next_id_(options.first_id) {
    desk_.ask_whether_owner_lives([this] {
        const PlayedRun* run = owner();
        return run != nullptr && run->state.status != run::Status::incident;
    });
    desk_.ask_whether_flow_exists([this](std::string_view key) { return flows_.find(key) != nullptr; });
}

namespace {

bool talks(const Graph& graph) {
    return std::any_of(graph.nodes.begin(), graph.nodes.end(), [](const GraphNode& node) { return node.type->talks; });
}

}  // namespace

Status Player::begin(std::string_view flow) {
    const GraphPtr graph = flows_.find(flow);
    if (graph == nullptr) {
        return Error{"flow.unknown_flow", "expected a flow with the key '" + std::string(flow) + "' but there is none"};
    }
    const Facts& facts = desk_.facts();
    const bool by_api = graph->trigger.on == "api";
    StartFlow start{graph->key, false, true, facts.input, facts.event, ""};
    if (!by_api || talks(*graph) || facts.on_conversation || facts.companion) {
        desk_.open(next_id_++);
    } else {
        start.on_subject = false;
    }
    start.owner = start.on_subject && !facts.companion && (by_api || graph->trigger.on == "conversation.started");
    if (!by_api) {
        start.trigger = graph->trigger.on;
        if (graph->trigger.on == "conversation.started") {
            desk_.facts().entry_flow = graph->key;
            Map event = facts.event;
            event.set("conversation_id", to_base32(desk_.conversation().id));
            start.event = std::move(event);
        }
    }
    desk_.deliveries().push_back(std::move(start));
    settle();
    return {};
}

Status Player::done(Status status) {
    if (status) {
        settle();
    }
    return status;
}

Status Player::say(std::string text) {
    return done(desk_.customer_says(std::move(text)));
}
Status Player::ask_for_human() {
    note("customer", "(asks for a person)");
    return done(desk_.customer_asks_for_human());
}
Status Player::leave() {
    note("customer", "(leaves)");
    return done(desk_.customer_leaves());
}

Status Player::pick(const std::string& option) {
    const std::vector<Message>& messages = desk_.conversation().messages;
    const auto offer =
        std::find_if(messages.rbegin(), messages.rend(), [](const Message& one) { return !one.options.empty(); });
    if (offer == messages.rend()) {
        return Error{"flowtest.no_options", "expected a message with options but there is none yet"};
    }
    std::string offered;
    for (const desk::MenuOption& one : offer->options) {
        if (one.value == option || one.label == option) {
            return say(one.label);  // as a button does
        }
        offered += (offered.empty() ? "" : ", ") + one.value;
    }
    return Error{"flowtest.no_such_option", "expected one of the options " + offered + " but found '" + option + "'"};
}

Status Player::agent_takes(const std::string& agent) {
    note("agent " + agent, "(takes the conversation)");
    return done(desk_.agent_takes(agent));
}
Status Player::agent_replies(const std::string& agent, std::string text) {
    return done(desk_.agent_replies(agent, std::move(text)));
}
Status Player::agent_closes(const std::string& agent, const std::string& reason) {
    note("agent " + agent, "(closes the conversation: " + reason + ")");
    return done(desk_.agent_closes(agent, reason));
}

Status Player::agent_hands_back(const std::string& agent) {
    note("agent " + agent, "(hands the conversation back)");
    return done(desk_.agent_hands_back(agent));
}

Time Player::due() const {
    Time due = replies_.empty() ? run::never : replies_.begin()->first;
    for (const PlayedRun& run : runs_) {
        if (!run::is_terminal(run.state.status)) {
            due = std::min(due, run.state.due());
        }
    }
    return due;
}

void Player::after(Duration duration) {
    const Time until = now() + duration;
    note("after " + to_text(duration), "");
    while (troubles_.empty() && !gives_up()) {
        PlayedRun* first = nullptr;
        for (PlayedRun& run : runs_) {
            if (!run::is_terminal(run.state.status) && run.state.due() != run::never &&
                (first == nullptr || run.state.due() < first->state.due())) {
                first = &run;
            }
        }
        const Time timer = first == nullptr ? run::never : first->state.due();
        const Time reply = replies_.empty() ? run::never : replies_.begin()->first;
        const Time next = std::min(timer, reply);
        if (next > until) {
            break;
        }
        desk_.set_now(std::max(next, now()));
        commands_ = 0;
        if (reply <= timer) {  // it was on its way before the time came
            desk_.deliveries().push_back(std::move(replies_.begin()->second));
            replies_.erase(replies_.begin());
        } else {
            give(*first, run::FireTimer{});
        }
        settle();
    }
    desk_.set_now(until);
}

void Player::mock_http(std::string node, Reply reply) {
    for (AskedEffect& call : effects_) {
        if (is_open(call) && (node.empty() || node == call.node)) {
            call.answered = !reply.never;
            call.reply = reply;
            call.replied = now();
            reply_to(call, reply);
            settle();
            return;
        }
    }
    mocks_.emplace_back(std::move(node), std::move(reply));
}

void Player::signal(const std::string& name, const std::string& key, Value payload) {
    note("signal " + name, key);
    if (desk_.open() || !key.empty()) {
        desk_.signal(name, key, std::move(payload));
    } else if (!runs_.empty()) {
        desk_.deliveries().push_back(ToRun{runs_.front().id, 0, Signal{String(name), std::move(payload)}});
    }
    settle();
}

bool Player::answer(const std::string& name, Value payload) {
    for (std::size_t i = effects_.size(); i-- > 0;) {
        AskedEffect& asked = effects_[i];
        const EffectSpec* spec = flows_.vocabulary().effect(asked.name);
        const bool fits = name == "effect.failed" ||
                          (asked.awaited && spec != nullptr &&
                           std::find(spec->answers.begin(), spec->answers.end(), name) != spec->answers.end());
        if (!asked.answered && fits) {
            asked.answered = true;
            note("signal " + name, "");
            desk_.deliveries().push_back(ToRun{asked.run, asked.activation, Signal{String(name), std::move(payload)}});
            settle();
            return true;
        }
    }
    return false;
}

Status Player::cancel(std::string reason) {
    note("cancel", reason);
    if (runs_.empty() || give(runs_.front(), run::CancelRun{std::move(reason)}) != Took::done) {
        return Error{"run.ended", "expected a run that goes on but it has ended"};
    }
    settle();
    return {};
}

Status Player::resolve(run::ResolveIncident::Action action, std::string output) {
    for (PlayedRun& run : runs_) {
        if (run.state.status == run::Status::incident) {
            note("incident", "(a person decides)");
            if (give(run, run::ResolveIncident{action, 0, std::move(output)}) != Took::done) {
                return Error{"run.no_incident", "expected the run to take this decision but it refused it"};
            }
            settle();
            return {};
        }
    }
    return Error{"run.no_incident", "expected a run with an incident but there is none"};
}

Status Player::die() {
    run::Machine machine{flows_.vocabulary(), flows_};
    for (PlayedRun& run : runs_) {
        Result<run::State> revived = journals_.revive(run, machine);
        if (!revived) {
            return Error{revived.error().code, "run of " + run.flow + ": " + revived.error().message};
        }
        run.state = std::move(*revived);
    }
    return {};
}

void Player::note(std::string who, std::string text) {
    transcript_.push_back({now(), std::move(who), std::move(text)});
}

bool Player::is_open(const AskedEffect& call) const {
    const PlayedRun* asking = find(call.run);
    return call.name == "http.request" && !call.answered && !call.reply && asking != nullptr &&
           asking->state.activation(call.activation) != nullptr;
}

bool Player::gives_up() {
    if (troubles_.empty() && options_.out_of_time && options_.out_of_time()) {
        troubles_.push_back("expected this to be played in the time that there is but it takes longer");
    }
    return !troubles_.empty();
}

const PlayedRun* Player::find(std::uint64_t id) const {
    const auto found = std::find_if(runs_.begin(), runs_.end(), [&](const PlayedRun& run) { return run.id == id; });
    return found == runs_.end() ? nullptr : &*found;
}

PlayedRun* Player::find(std::uint64_t id) {
    return const_cast<PlayedRun*>(std::as_const(*this).find(id));
}

PlayedRun* Player::owner() {
    PlayedRun* run = find(desk_.owner_run());
    return run == nullptr || run::is_terminal(run->state.status) ? nullptr : run;
}

}  // namespace millrace::flowtest
