#include "engine/run/apply/possible.hpp"

namespace millrace::run {

NodeIndex without_place(const State& state, const Graph& to) {
    const Frame& root = state.root();
    const auto missing = [&](FrameId frame, NodeIndex node) {
        return frame == root.id && to.find_node(root.graph->nodes[static_cast<std::size_t>(node)].id) == no_node;
    };
    for (const Activation& activation : state.activations) {
        if (missing(activation.frame, activation.node)) {
            return activation.node;
        }
    }
    for (const Token& token : state.ready) {
        if (missing(token.frame, token.node)) {
            return token.node;
        }
    }
    for (const Region& region : state.regions) {
        if (missing(region.frame, region.fork)) {
            return region.fork;
        }
    }
    for (const ArmedCatch& armed : root.catches) {
        if (missing(root.id, armed.node)) {
            return armed.node;
        }
    }
    return no_node;
}

bool holds_together(const State& state) {
    using possible_detail::has_node;
    const auto stands = [&](FrameId frame, NodeIndex node) {
        const Frame* found = state.frame(frame);
        return found != nullptr && has_node(*found, node);
    };
    for (const Activation& activation : state.activations) {
        if (!stands(activation.frame, activation.node)) {
            return false;
        }
    }
    for (const Token& token : state.ready) {
        if (!stands(token.frame, token.node)) {
            return false;
        }
    }
    // Ways up lead to smaller numbers, so none of them is a circle.
    for (const Region& region : state.regions) {
        if (!stands(region.frame, region.fork) || region.parent >= region.id) {
            return false;
        }
    }
    for (const Frame& frame : state.frames) {
        const Activation* caller = state.activation(frame.caller);
        const bool root = &frame == &state.root();
        if (root ? frame.caller != 0 : (caller == nullptr || caller->frame >= frame.id)) {
            return false;
        }
        for (const ArmedCatch& armed : frame.catches) {
            if (!has_node(frame, armed.node)) {
                return false;
            }
        }
        for (const auto& [node, value] : frame.kept) {
            if (!has_node(frame, node)) {
                return false;
            }
        }
        for (const auto& [node, values] : frame.outputs) {
            if (!has_node(frame, node)) {
                return false;
            }
        }
    }
    return !state.frames.empty();
}

bool possible_detail::can_catch(const Caught& event, const State& state) {
    const Frame& frame = *state.frame(event.frame);
    if (event.index >= frame.catches.size()) {
        return false;
    }
    const ArmedCatch& armed = frame.catches[event.index];
    const Activation* failed = state.activation(event.activation);
    const Activation* inside = failed->frame == event.frame ? failed : state.stand_in(failed->frame, event.frame);
    return inside != nullptr && state.region_within(inside->region, armed.region) &&
           frame.graph->nodes[static_cast<std::size_t>(armed.node)].wire("caught") != nullptr;
}

}  // namespace millrace::run
