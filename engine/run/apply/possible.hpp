#pragma once

#include "engine/run/apply.hpp"

namespace millrace::run {

// Events and snapshots that were decided always fit the state they meet, and apply asserts that they do. Bytes that
// were read may be damaged: these say so before anything is applied, so that a run is set aside and not the process.

// The first node of the root, by its old number, at which the run stands and that `to` has not; no_node: all are there.
NodeIndex without_place(const State& state, const Graph& to);

// True if every number of a state that was read leads somewhere, and none of its ways up in a circle.
bool holds_together(const State& state);

namespace possible_detail {

inline const GraphNode* node_of(const State& state, const Activation& activation) {
    return &state.frame(activation.frame)->graph->nodes[static_cast<std::size_t>(activation.node)];
}

inline bool has_node(const Frame& frame, NodeIndex node) {
    return node >= 0 && static_cast<std::size_t>(node) < frame.graph->nodes.size();
}

bool can_catch(const Caught& event, const State& state);

// An event of the run itself names no activation.
template <class E>
constexpr bool may_be_the_runs = E::tag == Tag::effect_asked || E::tag == Tag::incident_raised ||
                                 E::tag == Tag::error_routed || E::tag == Tag::incident_resolved;

}  // namespace possible_detail

// True if apply can perform the event on this state. May throw MissingAnswer for a flow version that is not loaded.
template <class E>
bool possible(const E& event, const State& state, Flows& flows) {
    using namespace possible_detail;
    if (state.frames.empty() != (E::tag == Tag::run_started)) {
        return false;
    }
    const Frame* frame = nullptr;
    const Activation* activation = nullptr;
    if constexpr (requires { event.frame; }) {
        frame = state.frame(event.frame);
        if (frame == nullptr) {
            return false;
        }
    }
    if constexpr (requires { event.activation; } && E::tag != Tag::signal_ignored) {
        activation = state.activation(event.activation);
        if (activation == nullptr && (event.activation != 0 || !may_be_the_runs<E>)) {
            return false;
        }
    }
    if constexpr (requires {
                      event.frame;
                      event.node;
                  }) {
        if (!has_node(*frame, event.node)) {
            return false;
        }
    }
    if constexpr (E::tag == Tag::node_entered) {
        return !state.ready.empty() && state.ready.front().node == event.node;
    } else if constexpr (E::tag == Tag::variable_set) {
        return event.slot >= -1 && event.slot < static_cast<std::int64_t>(frame->slots.size());
    } else if constexpr (E::tag == Tag::released) {
        return !activation->holds.empty();
    } else if constexpr (E::tag == Tag::node_resumed) {
        return activation->phase == Activation::Phase::waiting;
    } else if constexpr (E::tag == Tag::node_left) {
        return event.wire < node_of(state, *activation)->wires.size();
    } else if constexpr (E::tag == Tag::token_arrived || E::tag == Tag::region_closed) {
        return state.region(activation->region) != nullptr;
    } else if constexpr (E::tag == Tag::region_cancelled) {
        const Activation* except = state.activation(event.except);
        return state.region(event.region) != nullptr && except != nullptr && except->region == event.region;
    } else if constexpr (E::tag == Tag::frame_left) {
        return state.activation(frame->caller) != nullptr;
    } else if constexpr (E::tag == Tag::hook_fired) {
        return event.hook < frame->graph->hooks.size();
    } else if constexpr (E::tag == Tag::caught) {
        return can_catch(event, state);
    } else if constexpr (E::tag == Tag::error_routed) {
        return frame->graph->on_error != no_node;
    } else if constexpr (E::tag == Tag::version_changed) {
        return without_place(state, *flows.version(event.version)) == no_node;
    } else {
        return true;
    }
}

}  // namespace millrace::run
