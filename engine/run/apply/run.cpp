// The run as a whole: how it begins, turns and ends.

#include "engine/run/apply.hpp"

namespace millrace::run {

void Applier::begin_turn(bool from_outside) const {
    ++state.seq;
    state.updated = now;
    if (from_outside) {
        state.steps = 0;
    }
}

void Applier::end_turn() const {
    if (is_terminal(state.status)) {
        return;
    }
    state.status = state.failed() != nullptr || !state.incident_code.empty() ? Status::incident
                   : state.ready.empty()                                     ? Status::waiting
                                                                             : Status::running;
}

void Applier::operator()(RunStarted&& event) const {
    state.run = event.run;
    state.org = event.org;
    state.seed = event.seed;
    state.subject = std::move(event.subject);
    state.started = now;
    enter_frame(0, flows.version(event.version), event.input, std::move(event.event));
}

void Applier::operator()(CancelRequested&& event) const {
    state.reason = std::move(event.reason);
    state.cancelling = true;
    state.cancel_due = event.due;
    state.kept.clear();
    cancel_frame(state.root().id, false);
}

void Applier::operator()(RunEnded&& event) const {
    state.status = Status::completed;
    state.outcome = std::move(event.outcome);
    state.result = std::move(event.result);
    finish();
}

void Applier::operator()(RunCancelled&&) const {
    state.status = Status::cancelled;
    finish();
}

void Applier::operator()(RunQuarantined&& event) const {
    state.status = Status::quarantined;
    state.reason = std::move(event.reason);
    finish();
}

// Nothing of an ended run can wake; its root's variables stay to be read.
void Applier::finish() const {
    cancel_frame(state.root().id, false);
    state.kept.clear();
    state.cancel_due = never;
    state.ended = now;
}

namespace {

NodeIndex moved(NodeIndex node, const Graph& from, const Graph& to) {
    const NodeIndex index = to.find_node(from.nodes[static_cast<std::size_t>(node)].id);
    MILLRACE_ASSERT(index != no_node);
    return index;
}

template <class T>
std::map<NodeIndex, T> moved(std::map<NodeIndex, T> old, const Graph& from, const Graph& to) {
    std::map<NodeIndex, T> result;
    for (auto& [node, value] : old) {
        const NodeIndex index = to.find_node(from.nodes[static_cast<std::size_t>(node)].id);
        if (index != no_node) {
            result[index] = std::move(value);
        }
    }
    return result;
}

}  // namespace

// The root goes on in another version of its flow: names stay, numbers change.
void Applier::operator()(VersionChanged&& event) const {
    Frame& root = state.frames.front();
    const GraphPtr from = root.graph;
    const GraphPtr to = flows.version(event.version);

    for (Token& token : state.ready) {
        if (token.frame == root.id) {
            token.node = moved(token.node, *from, *to);
        }
    }
    for (Activation& activation : state.activations) {
        if (activation.frame == root.id) {
            activation.node = moved(activation.node, *from, *to);
        }
    }
    for (Region& region : state.regions) {
        if (region.frame == root.id) {
            region.fork = moved(region.fork, *from, *to);
        }
    }
    for (ArmedCatch& armed : root.catches) {
        armed.node = moved(armed.node, *from, *to);
    }
    root.kept = moved(std::move(root.kept), *from, *to);
    root.outputs = moved(std::move(root.outputs), *from, *to);

    const std::vector<Value> values = std::move(root.slots);
    const Map extra = std::move(root.extra);
    root.slots = to->defaults;
    root.extra = Map();
    root.bytes = 0;
    for (const Value& value : root.slots) {
        root.bytes += value.footprint();
    }
    root.graph = to;
    root.hooks_fired = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i].is_nil()) {
            (*this)(VariableSet{root.id, to->find_variable(from->variables[i]), from->variables[i], values[i]});
        }
    }
    for (const auto& [name, value] : extra) {
        (*this)(VariableSet{root.id, to->find_variable(name), name, value});
    }
}

}  // namespace millrace::run
