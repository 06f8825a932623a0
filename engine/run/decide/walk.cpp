// Tokens go on until every one waits, the run ends, or the turn is long enough.

#include "engine/run/decide/context.hpp"
#include "engine/run/decide/decider.hpp"
#include "engine/value/codec.hpp"

namespace millrace::run {
namespace {

std::shared_ptr<const void> prepared_from(const Graph& graph, const GraphNode& node, const Value& settings) {
    const UsingExpressions using_expressions(graph.expressions);
    return node.type->behavior->prepare(settings);
}

}  // namespace

void Decider::walk() {
    while (!over() && !state_.ready.empty()) {
        const Token& token = state_.ready.front();
        const Frame* frame = state_.frame(token.frame);
        const bool durable = frame->graph->nodes[static_cast<std::size_t>(token.node)].commit_before;
        const bool begun = steps_ > 0 || out_.size() > 0;  // a hook or a start is something to commit, too
        if (steps_ >= steps_per_turn_max || (durable && begun)) {
            turn_.more = true;
            return;
        }
        ++steps_;
        enter();
    }
}

void Decider::enter() {
    emit(NodeEntered{state_.ready.front().node});
    Activation& activation = state_.activations.back();
    const ActivationId id = activation.id;
    if (state_.steps > steps_max && (state_.steps > steps_max + steps_per_turn_max || !on_safe_route(activation))) {
        fail(id, "flow.step_limit",
             "expected the run to wait within 10000 steps but it went on without a wait: a loop has no end");
        return;
    }
    const Frame& frame = *state_.frame(activation.frame);
    const GraphNode& node = frame.graph->nodes[static_cast<std::size_t>(activation.node)];
    Context context(*this, frame, node, activation);
    if (node.prepared != nullptr) {
        follow(id, node.type->behavior->enter(node.prepared.get(), context), Value());
        return;
    }
    Result<Value> settings = resolve_settings(node, context);
    if (!settings) {
        fail(id, settings.error().code, settings.error().message);
        return;
    }
    const auto prepared = prepared_from(*frame.graph, node, *settings);
    follow(id, node.type->behavior->enter(prepared.get(), context), *settings);
}

// The safe route is no use if the limit that led there stops it at its first step: it has one turn's steps more.
bool Decider::on_safe_route(const Activation& activation) const {
    for (const Activation* inside = &activation; inside != nullptr;) {
        const Frame& frame = *state_.frame(inside->frame);
        if (frame.error_routed) {
            return true;
        }
        inside = state_.activation(frame.caller);
    }
    return false;
}

void Decider::resume(ActivationId id, Signal signal) {
    emit(NodeResumed{id, signal.name, signal.payload});
    ++steps_;
    const Activation& activation = at(id);
    const Frame& frame = *state_.frame(activation.frame);
    const GraphNode& node = frame.graph->nodes[static_cast<std::size_t>(activation.node)];
    const Context context(*this, frame, node, activation);
    if (node.prepared != nullptr) {
        follow(id, node.type->behavior->resume(node.prepared.get(), signal, context), Value());
        return;
    }
    const Value settings = activation.settings;
    const auto prepared = prepared_from(*frame.graph, node, settings);
    follow(id, node.type->behavior->resume(prepared.get(), signal, context), settings);
}

// What a step carries besides its answer comes first, in the order variables, outputs, effects, holds. `settings`, as
// they were worked out on entering, are journalled with a wait, so that a resume sees the same.
void Decider::follow(ActivationId id, Step&& step, const Value& settings) {
    if (step.kind == Step::Kind::fail) {
        fail(id, std::move(step.code), std::move(step.message));
        return;
    }
    for (const auto& [name, value] : step.variables) {
        // Shared parts can spell out far more than they take: looked at before anything walks through all of it.
        if (!value.fits(variables_bytes_max, codec_depth_max / 2)) {
            fail(id, "run.too_large",
                 "expected the variable '" + name.str() + "' to stay within 256 KiB and 64 levels but it does not");
            return;
        }
    }
    remember(id, step);
    if (const Frame* frame = state_.frame(at(id).frame); frame->bytes > variables_bytes_max) {
        fail(id, "run.too_large",
             "expected the run's variables to stay within 256 KiB but they take " + std::to_string(frame->bytes) +
                 " bytes");
        return;
    }
    for (Effect& effect : step.effects) {
        const EffectSpec* spec = machine_.vocabulary.effect(effect.name);
        bool awaited = false;
        if (spec != nullptr && step.kind == Step::Kind::wait) {
            for (const std::string& answer : spec->answers) {
                for (const String& signal : step.signals) {
                    awaited = awaited || signal.view() == answer;
                }
            }
        }
        if (!ask(id, std::move(effect), awaited)) {
            return;
        }
    }
    for (Effect& hold : step.holds) {
        const EffectSpec* spec = machine_.vocabulary.effect(hold.name);
        if (spec == nullptr || spec->release.empty()) {
            fail(id, "effect.not_holdable", "expected an effect that can be held but found '" + hold.name.str() + "'");
            return;
        }
        Effect order = hold;
        if (!ask(id, std::move(order), false)) {
            return;
        }
        emit(Held{id, std::move(hold.name), std::move(hold.payload)});
    }
    switch (step.kind) {
        case Step::Kind::leave:
            leave(id, step.output);
            break;
        case Step::Kind::wait:
            wait(id, std::move(step), settings);
            break;
        case Step::Kind::split:
            split(id);
            break;
        case Step::Kind::arrive:
            arrive(id);
            break;
        case Step::Kind::end:
            end_frame(id, std::move(step));
            break;
        case Step::Kind::call:
            call(id, std::move(step));
            break;
        case Step::Kind::arm:
            arm(id, std::move(step));
            break;
        case Step::Kind::fail:
            break;
    }
}

void Decider::remember(ActivationId id, Step& step) {
    const Activation& activation = at(id);
    const FrameId frame_id = activation.frame;
    const NodeIndex node = activation.node;
    const Frame& frame = *state_.frame(frame_id);
    for (auto& [name, value] : step.variables) {
        const int slot = frame.graph->find_variable(name);
        emit(VariableSet{frame_id, slot, slot >= 0 ? String() : std::move(name), std::move(value)});
    }
    if (frame.graph->nodes[static_cast<std::size_t>(node)].outputs_kept) {
        for (auto& [name, value] : step.outputs) {
            emit(OutputSet{frame_id, node, std::move(name), std::move(value)});
        }
    }
    if (step.kept) {
        emit(NodeKept{frame_id, node, std::move(*step.kept)});
    }
}

Activation& Decider::at(ActivationId id) {
    Activation* activation = state_.activation(id);
    MILLRACE_ASSERT(activation != nullptr);
    return *activation;
}

const GraphNode& Decider::node_of(const Activation& activation) const {
    return state_.frame(activation.frame)->graph->nodes[static_cast<std::size_t>(activation.node)];
}

}  // namespace millrace::run
