// Tokens move: a token becomes an activation when it enters a node, and a token again when it leaves.

#include "engine/run/apply.hpp"

namespace millrace::run {

void Applier::operator()(TokenPlaced&& event) const {
    state.ready.push_back({event.frame, event.node, event.region, std::move(event.event)});
}

void Applier::operator()(NodeEntered&& event) const {
    MILLRACE_ASSERT(!state.ready.empty() && state.ready.front().node == event.node);
    Token& token = state.ready.front();
    Activation& activation = state.activations.emplace_back();
    activation.id = ++state.last_activation;
    activation.frame = token.frame;
    activation.node = token.node;
    activation.region = token.region;
    activation.since = now;
    activation.event = std::move(token.event);
    state.ready.erase(state.ready.begin());
    ++state.steps;
}

void Applier::operator()(NodeWaited&& event) const {
    Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr);
    activation->phase = Activation::Phase::waiting;
    activation->signals = std::move(event.signals);
    activation->due = event.due;
    activation->newer_than = event.newer_only ? state.signals_seen : 0;
    activation->memory = std::move(event.memory);
    activation->settings = std::move(event.settings);
}

void Applier::operator()(NodeResumed&& event) const {
    Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr && activation->phase == Activation::Phase::waiting);
    activation->phase = Activation::Phase::entered;
    activation->signals.clear();
    activation->due = never;
    activation->event = std::move(event.payload);
    ++activation->resumes;
    ++state.steps;
}

void Applier::operator()(NodeLeft&& event) const {
    Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr);
    const Frame* frame = state.frame(activation->frame);
    const GraphNode& node = frame->graph->nodes[static_cast<std::size_t>(activation->node)];
    MILLRACE_ASSERT(event.wire < node.wires.size());
    state.ready.push_back(
        {activation->frame, node.wires[event.wire].target, activation->region, std::move(activation->event)});
    remove_activation(event.activation);
}

void Applier::remove_activation(ActivationId id) const {
    for (auto it = state.activations.begin(); it != state.activations.end(); ++it) {
        if (it->id == id) {
            state.activations.erase(it);
            return;
        }
    }
}

}  // namespace millrace::run
