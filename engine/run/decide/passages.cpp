// What a turn does at nodes, for whoever counts: a few integers a step, taken where node and flow are at hand anyway.

#include "engine/run/decide/decider.hpp"

namespace millrace::run {
namespace {

Place place_of(const State& state, FrameId frame, NodeIndex node) {
    return {state.frame(frame)->graph->version_id, node};
}

}  // namespace

std::vector<Place> places_of(const State& state) {
    std::vector<Place> places;
    if (state.frames.empty() || is_terminal(state.status)) {
        return places;
    }
    places.reserve(state.activations.size() + 1);
    places.push_back({state.root().graph->version_id, no_node});
    for (const Activation& activation : state.activations) {
        places.push_back(place_of(state, activation.frame, activation.node));
    }
    return places;
}

void Decider::note(const NodeEntered& event) {
    turn_.passages.push_back(
        {Passage::Did::entered, place_of(state_, state_.ready.front().frame, event.node), 0, Duration{}});
}

void Decider::note(const NodeLeft& event) {
    const Activation& leaving = at(event.activation);
    turn_.passages.push_back(
        {Passage::Did::left, place_of(state_, leaving.frame, leaving.node), event.wire, turn_.now - leaving.since});
}

// A fork is left by all of its branches.
void Decider::note(const RegionOpened& event) {
    const Activation& fork = at(event.activation);
    const auto branches = static_cast<std::uint32_t>(node_of(fork).wires.size());
    for (std::uint32_t wire = 0; wire < branches; ++wire) {
        turn_.passages.push_back({Passage::Did::left, place_of(state_, fork.frame, fork.node), wire, Duration{}});
    }
}

// The failure goes on behind the catch, which was left long ago.
void Decider::note(const Caught& event) {
    const Frame* frame = state_.frame(event.frame);
    const NodeIndex node = frame->catches[event.index].node;
    const std::vector<GraphWire>& wires = frame->graph->nodes[static_cast<std::size_t>(node)].wires;
    for (std::uint32_t wire = 0; wire < wires.size(); ++wire) {
        if (wires[wire].output == "caught") {
            turn_.passages.push_back({Passage::Did::left, {frame->graph->version_id, node}, wire, Duration{}});
        }
    }
}

void Decider::note(const IncidentRaised& event) {
    if (event.activation != 0) {
        const Activation& failed = at(event.activation);
        turn_.passages.push_back({Passage::Did::failed, place_of(state_, failed.frame, failed.node), 0, Duration{}});
    }
}

}  // namespace millrace::run
