#include "runtime/flowtest/simulate/frames.hpp"

#include <algorithm>

#include "engine/run/view.hpp"

namespace millrace::flowtest {
namespace {

constexpr Duration writes_after_close = hours(24);  // a survey's answer, as at the real desk

Value said_or_nil(std::string_view text) {
    return text.empty() ? Value() : Value(text);
}

Value shown_message(const Message& message) {
    static constexpr std::string_view who[] = {"customer", "bot", "agent", "system"};
    Map shown{
        {"who", who[static_cast<std::size_t>(message.from)]}, {"text", message.text}, {"at", to_text(message.at)}};
    if (!message.author.empty()) {
        shown.set("author", message.author);
    }
    if (!message.options.empty()) {
        List options;
        for (const desk::MenuOption& option : message.options) {
            options.push(Map{{"value", option.value}, {"label", option.label}});
        }
        shown.set("options", std::move(options));
    }
    return shown;
}

}  // namespace

const PlayedRun* shown_run(const Player& player) {
    for (const PlayedRun& run : player.runs()) {
        if (run.id == player.desk().owner_run()) {
            return &run;
        }
    }
    return player.first_run();
}

// What is not the simulated flow's own says whose it is.
Map Frames::with_flow(Map shown, const std::string& flow) const {
    if (flow != flow_) {
        shown.set("flow", flow);
    }
    return shown;
}

List Frames::said() {
    List said;
    const std::vector<Message>& messages = player_.desk().conversation().messages;
    for (; messages_told_ < messages.size(); ++messages_told_) {
        said.push(shown_message(messages[messages_told_]));
    }
    return said;
}

// An activation that was entered and left within the frame is one step of the way; one that is left later is told
// again, with the output.
List Frames::path() {
    std::vector<Player::Passage> way;
    const auto& passages = player_.passages();
    for (; passages_told_ < passages.size(); ++passages_told_) {
        const Player::Passage& one = passages[passages_told_];
        const auto entered = std::find_if(way.rbegin(), way.rend(), [&](const Player::Passage& other) {
            return other.run == one.run && other.activation == one.activation && other.output.empty();
        });
        if (!one.output.empty() && entered != way.rend()) {
            entered->output = one.output;
        } else if (way.size() < path_max) {
            way.push_back(one);
        }
    }
    List path;
    for (const Player::Passage& one : way) {
        Map step{{"node", one.node}};
        if (!one.output.empty()) {
            step.set("output", one.output);
        }
        path.push(with_flow(std::move(step), one.flow));
    }
    return path;
}

List Frames::at() const {
    List at;
    for (const PlayedRun& run : player_.runs()) {
        if (run::is_terminal(run.state.status)) {
            continue;
        }
        const Value shown = run::show(run.state);
        for (const Value& token : shown["tokens"].as_list()) {
            const Value& flow = token["flow"];
            at.push(with_flow(token.as_map(), flow.is_string() ? std::string(flow.as_string()) : run.flow));
        }
    }
    return at;
}

// Those of this step, and those that are open or were until now.
List Frames::calls() {
    List calls;
    const std::vector<AskedEffect>& effects = player_.effects();
    std::set<std::size_t> open;
    for (std::size_t i = 0; i < effects.size(); ++i) {
        const AskedEffect& call = effects[i];
        if (call.name != "http.request") {
            continue;
        }
        const bool is_open = player_.is_open(call);
        if (i >= calls_told_ || is_open || calls_open_.count(i) != 0) {
            const Value& payload = call.payload;
            Map shown{{"id", static_cast<std::int64_t>(i)},
                      {"node", call.node},
                      {"method", payload["method"].is_string() ? payload["method"] : Value("GET")},
                      {"url", payload["url"]},
                      {"headers", payload["headers"]},
                      {"body", payload["json"].is_nil() ? payload["body"] : payload["json"]},
                      {"open", is_open}};
            calls.push(with_flow(std::move(shown), call.flow));
        }
        if (is_open) {
            open.insert(i);
        }
    }
    calls_told_ = effects.size();
    calls_open_ = std::move(open);
    return calls;
}

// The new ones, and those that a person still has to decide.
List Frames::incidents() {
    const std::vector<Player::Incident>& all = player_.incidents();
    List incidents;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Player::Incident& one = all[i];
        bool open = false;
        for (const PlayedRun& run : player_.runs()) {
            const run::Activation* failed = run.state.failed();
            open = open || (run.state.status == run::Status::incident && run.flow == one.flow &&
                            (failed != nullptr ? failed->code.view() : run.state.incident_code.view()) == one.code);
        }
        open = open && i + 1 == all.size() && !one.routed;
        if (i >= incidents_told_ || open) {
            incidents.push(with_flow(Map{{"code", one.code},
                                         {"node", said_or_nil(one.node)},
                                         {"message", one.message},
                                         {"routed", one.routed},
                                         {"open", open}},
                                     one.flow));
        }
    }
    incidents_told_ = all.size();
    return incidents;
}

List Frames::events() {
    List events;
    const std::vector<Emitted>& all = player_.desk().emitted();
    for (; events_told_ < all.size(); ++events_told_) {
        const Emitted& one = all[events_told_];
        events.push(Map{{"name", one.name}, {"key", said_or_nil(one.key)}, {"payload", one.payload}});
    }
    return events;
}

List Frames::runs() const {
    List runs;
    for (const PlayedRun& run : player_.runs()) {
        runs.push(Map{{"flow", run.flow},
                      {"status", run::to_text(run.state.status)},
                      {"outcome", said_or_nil(run.state.outcome.view())},
                      {"companion", run.on_conversation && run.id != player_.desk().owner_run() &&
                                        !run::is_terminal(run.state.status)}});
    }
    return runs;
}

Value Frames::conversation() const {
    if (!player_.desk().open()) {
        return {};
    }
    const Conversation& c = player_.desk().conversation();
    List tags;
    for (const std::string& tag : c.tags) {
        tags.push(tag);
    }
    List notes;
    for (const std::string& note : c.notes) {
        notes.push(note);
    }
    return Map{{"status", c.status},
               {"owner", c.owner},
               {"queue", said_or_nil(c.entry ? c.entry->queue : c.queue)},
               {"priority", c.entry ? Value(c.entry->priority) : Value()},
               {"agent", said_or_nil(c.agent)},
               {"agent_name", said_or_nil(c.agent_name)},
               {"tags", std::move(tags)},
               {"fields", c.fields},
               {"notes", std::move(notes)},
               {"closed_reason", said_or_nil(c.close_reason)}};
}

// What would not be refused, and would mean something.
List Frames::may() const {
    List may;
    const auto when = [&](bool possible, std::string_view step) {
        if (possible) {
            may.push(step);
        }
    };
    const TestDesk& desk = player_.desk();
    const Conversation& c = desk.conversation();
    const bool open = desk.open() && c.status != "closed";
    const PlayedRun* run = shown_run(player_);
    const bool owned = run != nullptr && run->id == desk.owner_run() && !run::is_terminal(run->state.status);
    const bool writes = open || (desk.open() && owned && run->state.status != run::Status::incident &&
                                 desk.now() - c.closed_at < writes_after_close);
    const bool offered = std::any_of(c.messages.begin(), c.messages.end(),
                                     [](const Message& message) { return !message.options.empty(); });
    const auto any_run = [&](auto&& holds) { return std::any_of(player_.runs().begin(), player_.runs().end(), holds); };
    const bool live = any_run([](const PlayedRun& one) { return !run::is_terminal(one.state.status); });
    const auto& effects = player_.effects();
    when(writes, "customer");
    when(writes && offered && c.status != "assigned", "pick");
    when(open && c.status != "assigned" && !c.human_requested, "human");
    when(open, "leave");
    when(live || player_.due() != run::never, "after");
    when(player_.due() != run::never, "next");
    when(c.status == "queued", "agent_takes");
    when(c.status == "assigned", "agent_replies");
    when(c.status == "assigned", "agent_closes");
    when(c.status == "assigned" && (owned || (desk.owner_run() == 0 && !desk.facts().entry_flow.empty())),
         "agent_hands_back");
    when(std::any_of(effects.begin(), effects.end(), [&](const AskedEffect& one) { return player_.is_open(one); }),
         "http");
    when(live, "signal");
    when(player_.first_run() != nullptr && !run::is_terminal(player_.first_run()->state.status), "cancel");
    when(any_run([](const PlayedRun& one) { return one.state.status == run::Status::incident; }), "incident");
    return may;
}

Map Frames::next() {
    Map frame{{"now", to_text(player_.now())},
              {"said", said()},
              {"path", path()},
              {"at", at()},
              {"conversation", conversation()},
              {"calls", calls()},
              {"incidents", incidents()},
              {"events", events()},
              {"runs", runs()},
              {"next_due", player_.due() == run::never ? Value() : Value(to_text(player_.due()))},
              {"may", may()},
              {"status", Value()},
              {"ended", Value()},
              {"flow", Value()},
              {"vars", Map{}},
              {"set", Map{}},
              {"outputs", Map{}}};
    if (const PlayedRun* shown = shown_run(player_)) {
        const Map vars = run::show(shown->state)["vars"].as_map();
        Map set;
        for (const auto& [name, value] : vars) {
            const Value* before = vars_.find(name.view());
            if (before == nullptr || !(*before == value)) {
                set.set(name, value);
            }
        }
        for (const auto& [name, value] : vars_) {
            if (vars.find(name.view()) == nullptr) {
                set.set(name, Value());
            }
        }
        vars_ = vars;
        frame.set("flow", shown->flow);
        frame.set("vars", vars);
        frame.set("set", std::move(set));
    }
    if (const PlayedRun* own = player_.first_run()) {
        frame.set("status", run::to_text(own->state.status));
        if (run::is_terminal(own->state.status)) {
            frame.set("ended", Map{{"outcome", said_or_nil(own->state.outcome.view())}, {"result", own->state.result}});
        }
    }
    if (const auto outputs = player_.node_outputs().find(flow_); outputs != player_.node_outputs().end()) {
        frame.set("outputs", outputs->second);
    }
    List trouble;
    for (const std::string& one : player_.troubles()) {
        trouble.push(one);
    }
    frame.set("trouble", std::move(trouble));
    return frame;
}

}  // namespace millrace::flowtest
