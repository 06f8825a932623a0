#include "runtime/flowtest/try_script.hpp"

#include <algorithm>
#include <charconv>

#include "engine/script/look.hpp"
#include "engine/script/watch.hpp"
#include "runtime/flowtest/play/harness.hpp"
#include "runtime/flowtest/play/player.hpp"

namespace millrace::flowtest {
namespace {

constexpr std::string_view script_type = "script.lua";

// The run says where it failed, which is a flow that only this trial knows.
std::string_view without_run(std::string_view message) {
    const std::size_t at = message.rfind(" (run ");
    return at != std::string_view::npos && message.ends_with(')') ? message.substr(0, at) : message;
}

// "line 3: …", or "…, but line 3 went on" of a limit.
ScriptOutcome::Fault script_fault(std::string code, std::string_view message) {
    ScriptOutcome::Fault fault{std::move(code), std::string(message), 0};
    constexpr std::string_view said = "line ";
    const bool leads = message.starts_with(said);
    const std::size_t at = leads ? 0 : message.rfind(", but line ");
    if (at != std::string_view::npos) {
        const std::size_t digits = at + (leads ? said.size() : std::string_view(", but line ").size());
        std::from_chars(message.data() + digits, message.data() + message.size(), fault.line);
        const std::size_t colon = message.find(": ");
        if (leads && fault.line > 0 && colon != std::string_view::npos) {
            fault.message = std::string(message.substr(colon + 2));
        }
    }
    return fault;
}

const run::Activation* waiting_activation(const PlayedRun* run) {
    if (run == nullptr) {
        return nullptr;
    }
    const auto& all = run->state.activations;
    const auto found = std::find_if(all.begin(), all.end(), [](const run::Activation& one) {
        return one.phase == run::Activation::Phase::waiting;
    });
    return found == all.end() ? nullptr : &*found;
}

void read_waiting(const run::Activation& activation, ScriptOutcome& outcome) {
    outcome.waits = true;
    for (const String& signal : activation.signals) {
        outcome.waits_for.push_back(signal.str());
    }
    if (activation.due != run::never) {
        outcome.until = activation.due;
    }
}

void read_variables(const Map& given, const Map& set, ScriptOutcome& outcome) {
    outcome.vars = given;
    for (const auto& [name, value] : set) {
        if (given[name.view()] == value) {
            continue;
        }
        outcome.sets.set(name, value);
        if (value.is_nil()) {
            outcome.vars.erase(name.view());
        } else {
            outcome.vars.set(name, value);
        }
    }
}

void read_faults(Player& player, const ScriptTrial& trial, ScriptOutcome& outcome) {
    if (!player.incidents().empty()) {
        const Player::Incident& incident = player.incidents().front();
        outcome.fault = script_fault(incident.code, without_run(incident.message));
        // Where somebody drew that way, a script's own mistake is an output.
        const bool drawn = std::find(trial.wired.begin(), trial.wired.end(), "error") != trial.wired.end();
        if (drawn && incident.code == "script.failed") {
            outcome.output = "error";
        }
    } else if (!player.troubles().empty()) {
        outcome.fault = ScriptOutcome::Fault{"script.failed", player.troubles().front(), 0};
    }
}

}  // namespace

ScriptOutcome try_script(const ScriptTrial& trial, const World& world) {
    ScriptOutcome outcome;
    outcome.vars = trial.facts.input;
    if (const auto problems = script::look_at_script(trial.code, std::nullopt); !problems.empty()) {
        outcome.fault = ScriptOutcome::Fault{problems.front().code, problems.front().message, problems.front().line};
        return outcome;
    }
    Facts facts = trial.facts;
    facts.on_conversation = true;
    const NodeSetting setting{world.catalogue,
                              std::string(script_type),
                              Map{{"code", trial.code}},
                              trial.wired,
                              {"error"},  // so that a mistake says its line
                              &facts,
                              nullptr};
    FlowSet flows(*world.catalogue, world.words());
    if (const Status added = flows.add(one_node_flow(setting), true); !added) {
        outcome.fault = script_fault(added.error().code, added.error().message);
        return outcome;
    }
    const auto journals = straight_journals();
    script::Watch watch;
    Player player(flows, facts, *journals, {.effects_are_carried_out = false});
    if (const Status begun = player.begin(harness_key); !begun) {
        outcome.fault = script_fault(begun.error().code, begun.error().message);
        return outcome;
    }
    for (const Player::Left& left : player.left()) {
        if (left.node == node_id_of(script_type)) {
            outcome.output = left.output;
        }
    }
    if (const run::Activation* activation = waiting_activation(player.first_run())) {
        read_waiting(*activation, outcome);
    }
    read_variables(trial.facts.input, player.variables_set(), outcome);
    for (AskedEffect& asked : player.effects()) {
        outcome.asks.push_back({asked.name, asked.payload});
    }
    read_faults(player, trial, outcome);
    outcome.logs = watch.logs;
    outcome.instructions = watch.instructions;
    return outcome;
}

}  // namespace millrace::flowtest
