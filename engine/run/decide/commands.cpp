// One function a command.

#include "engine/run/apply/possible.hpp"
#include "engine/run/decide/context.hpp"
#include "engine/run/decide/decider.hpp"

namespace millrace::run {

Decision decide(State& state, Command command, Time now, Answers& answers, Machine& machine) {
    Decision decision;
    decision.turn.now = now;
    decision.turn.command = std::move(command);
    decision.turn.stood = places_of(state);
    decision.turn.stood_since = state.updated;
    Decider decider(state, decision.turn, answers, machine);
    try {
        if (auto refusal = decider.handle(decision.turn.command)) {
            decision.kind = refusal->ignored ? Decision::Kind::ignored : Decision::Kind::rejected;
            decision.error = std::move(refusal->error);
            return decision;
        }
        decider.finish();
    } catch (const MissingAnswer& missing) {
        decision.kind = Decision::Kind::missing;
        decision.question = missing.question;
    }
    return decision;
}

namespace {

Decider::Refusal ended(const State& state) {
    return {false, {"run.ended", "expected a run that goes on but this one is " + std::string(to_text(state.status))}};
}

}  // namespace

std::optional<Decider::Refusal> Decider::handle(const Command& command) {
    if (const auto* start = std::get_if<StartRun>(&command)) {
        return state_.frames.empty() ? this->start(*start)
                                     : Refusal{false, {"run.begun", "expected a new run but this one has begun"}};
    }
    if (state_.frames.empty()) {
        return Refusal{false, {"run.not_begun", "expected a run that has begun but this one has not"}};
    }
    // Refusals leave the state untouched, so what can be refused is looked at before the turn begins.
    if (over()) {
        // What the run asked for itself may come too late; whoever wants something of it hears that it is over.
        const auto* signal = std::get_if<DeliverSignal>(&command);
        const bool late = (signal != nullptr && signal->activation != 0) ||
                          std::holds_alternative<FireTimer>(command) || std::holds_alternative<ContinueRun>(command) ||
                          std::holds_alternative<Quarantine>(command);
        return late ? Refusal{true, {}} : ended(state_);
    }
    if (const auto* signal = std::get_if<DeliverSignal>(&command);
        signal != nullptr && signal->activation == 0 && !taken(signal->signal.name)) {
        return Refusal{true, {}};
    }
    const bool due = fault("decide_timer_later_than_due") ? state_.due() < turn_.now : state_.due() <= turn_.now;
    if (std::holds_alternative<FireTimer>(command) && !due) {
        return Refusal{true, {}};
    }
    if (std::holds_alternative<CancelRun>(command) && state_.cancelling) {
        return Refusal{true, {}};  // asked before; the clean-up goes on
    }
    if (std::holds_alternative<ContinueRun>(command) && state_.ready.empty()) {
        return Refusal{true, {}};
    }
    if (const auto* resolve = std::get_if<ResolveIncident>(&command)) {
        return this->resolve(*resolve);
    }
    applier_.begin_turn(from_outside(command));
    if (const auto* signal = std::get_if<DeliverSignal>(&command)) {
        return deliver(*signal);
    }
    if (std::holds_alternative<FireTimer>(command)) {
        return fire_timer();
    }
    if (const auto* cancel = std::get_if<CancelRun>(&command)) {
        return this->cancel(cancel->reason);
    }
    if (const auto* quarantine = std::get_if<Quarantine>(&command)) {
        return this->quarantine(*quarantine);
    }
    return std::nullopt;  // ContinueRun: the walk does it
}

void Decider::finish() {
    walk();
    applier_.end_turn();
    turn_.events = out_.take();
}

std::optional<Decider::Refusal> Decider::start(const StartRun& command) {
    const GraphPtr graph = machine_.flows.version(command.version);
    for (const flow::Input& input : graph->input) {
        const Value& given = command.input[input.name];
        if (input.required && given.is_nil()) {
            return Refusal{false,
                           {"run.missing_input", "expected the input '" + input.name + "' but it was not given",
                            "/input/" + input.name}};
        }
    }
    if (command.conditional && graph->trigger_when) {
        Frame before;  // the flow has no run yet: its condition sees the event, its defaults and the outside
        before.graph = graph;
        before.slots = graph->defaults;
        const Result<bool> holds = test_condition(*this, before, *graph->trigger_when, command.event);
        if (!holds || !*holds) {
            return Refusal{false, {"run.trigger_unmet", "expected the trigger's condition to hold but it does not"}};
        }
    }
    applier_.begin_turn(true);
    emit(RunStarted{command.run, command.org, command.version, command.seed, command.subject, command.input,
                    command.event});
    return std::nullopt;
}

std::optional<Decider::Refusal> Decider::fire_timer() {
    if (state_.cancel_due <= turn_.now) {
        release_frame(state_.root().id);
        emit(RunCancelled{});
        return std::nullopt;
    }
    const Activation* first = nullptr;
    for (const Activation& activation : state_.activations) {
        if (activation.phase == Activation::Phase::waiting && activation.due <= turn_.now &&
            (first == nullptr || activation.due < first->due || fault("decide_fires_the_last_timer"))) {
            first = &activation;
        }
    }
    MILLRACE_ASSERT(first != nullptr);
    resume(first->id, Signal{"timer.fired", Map{}});
    return std::nullopt;
}

std::optional<Decider::Refusal> Decider::cancel(const std::string& reason) {
    const Frame& root = state_.root();
    const FrameId root_id = root.id;
    const NodeIndex clean_up = root.graph->on_cancel;
    release_frame(root_id);
    emit(CancelRequested{String(reason), clean_up == no_node ? never : turn_.now + cleanup_time_max});
    if (clean_up == no_node) {
        emit(RunCancelled{});
    } else {
        emit(TokenPlaced{root_id, clean_up, 0, Map{{"code", "run.cancelled"}, {"message", reason}}});
    }
    return std::nullopt;
}

std::optional<Decider::Refusal> Decider::resolve(const ResolveIncident& command) {
    const Activation* failed = state_.failed();
    if (failed == nullptr && !state_.incident_code.empty()) {
        applier_.begin_turn(true);
        if (command.action == ResolveIncident::Action::cancel) {
            return cancel("incident");
        }
        emit(IncidentResolved{0, false});  // what failed is over; there is nothing to try again
        return std::nullopt;
    }
    if (failed == nullptr) {
        return Refusal{false,
                       {"run.no_incident",
                        "expected a run with an incident but this one is " + std::string(to_text(state_.status))}};
    }
    const ActivationId id = failed->id;
    const GraphNode& node = node_of(*failed);
    if (command.action == ResolveIncident::Action::skip && node.wire(command.output) == nullptr) {
        return Refusal{false,
                       {"run.unknown_output",
                        "expected a wired output of the node " + node.id.str() + " but found '" + command.output + "'",
                        "/output"}};
    }
    if (command.action == ResolveIncident::Action::retry_on) {
        if (auto refusal = change_version(command.version)) {
            return refusal;
        }
    } else {
        applier_.begin_turn(true);
    }
    switch (command.action) {
        case ResolveIncident::Action::retry:
        case ResolveIncident::Action::retry_on:
            emit(IncidentResolved{id, true});
            break;
        case ResolveIncident::Action::skip:
            emit(IncidentResolved{id, false});
            leave(id, command.output);
            break;
        case ResolveIncident::Action::cancel:
            return cancel("incident");
    }
    return std::nullopt;
}

std::optional<Decider::Refusal> Decider::change_version(std::uint64_t version) {
    const GraphPtr to = machine_.flows.version(version);
    const Frame& root = state_.root();
    if (to->key != root.graph->key) {
        return Refusal{false,
                       {"run.version_mismatch",
                        "expected a version of the flow '" + root.graph->key + "' but found one of '" + to->key + "'",
                        "/version"}};
    }
    if (const NodeIndex node = without_place(state_, *to); node != no_node) {
        return Refusal{false,
                       {"run.version_mismatch",
                        "expected the node " + root.graph->nodes[static_cast<std::size_t>(node)].id.str() +
                            ", where the run stands, in that version too but it has none",
                        "/version"}};
    }
    applier_.begin_turn(true);
    emit(VersionChanged{version});
    return std::nullopt;
}

std::optional<Decider::Refusal> Decider::quarantine(const Quarantine& command) {
    release_frame(state_.root().id);
    ask_last_resort("run.quarantined", command.reason);
    emit(RunQuarantined{String(command.reason)});
    return std::nullopt;
}

const Value& Decider::answer(const Question& question) {
    for (const Answer& given : turn_.inputs) {
        if (given.question == question) {
            return given.answer;
        }
    }
    const Value* answer = answers_.find(question);
    if (answer == nullptr) {
        throw MissingAnswer{question};
    }
    turn_.inputs.push_back({question, *answer});
    return turn_.inputs.back().answer;
}

}  // namespace millrace::run
