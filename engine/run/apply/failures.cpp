// What happens to a token that failed.

#include "engine/run/apply.hpp"

namespace millrace::run {
namespace {

Value failure_event(const State& state, const Activation& failed, String code, String message) {
    const Frame* frame = state.frame(failed.frame);
    return Map{{"code", std::move(code)},
               {"message", std::move(message)},
               {"node", frame->graph->nodes[static_cast<std::size_t>(failed.node)].id}};
}

}  // namespace

void Applier::operator()(CatchArmed&& event) const {
    const Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr);
    Frame* frame = state.frame(activation->frame);
    // Passing the same catch again arms it anew, it does not arm it twice.
    std::erase_if(frame->catches, [&](const ArmedCatch& armed) { return armed.node == activation->node; });
    frame->catches.push_back({activation->node, activation->region, std::move(event.codes)});
}

void Applier::operator()(Caught&& event) const {
    Frame* frame = state.frame(event.frame);
    const Activation* failed = state.activation(event.activation);
    MILLRACE_ASSERT(frame != nullptr && failed != nullptr && event.index < frame->catches.size());
    const ArmedCatch armed = frame->catches[event.index];
    Value carried = failure_event(state, *failed, std::move(event.code), std::move(event.message));

    // The failed token, or the call in this frame inside which it failed.
    const Activation* stand_in = failed->frame == event.frame ? failed : state.stand_in(failed->frame, event.frame);
    MILLRACE_ASSERT(stand_in != nullptr);
    RegionId broken = 0;  // the outermost region below the catch's that holds the failure
    for (RegionId at = stand_in->region; at != armed.region; at = state.region(at)->parent) {
        broken = at;
    }
    if (broken != 0) {
        cancel_region(broken, 0);
    } else {
        remove_activation(stand_in->id);
        drop_orphans();
    }
    frame = state.frame(event.frame);
    frame->catches.resize(event.index);
    const GraphNode& node = frame->graph->nodes[static_cast<std::size_t>(armed.node)];
    const GraphWire* caught = node.wire("caught");
    MILLRACE_ASSERT(caught != nullptr);
    state.ready.push_back({event.frame, caught->target, armed.region, std::move(carried)});
}

void Applier::operator()(IncidentRaised&& event) const {
    if (event.activation == 0) {
        state.incident_code = std::move(event.code);
        state.incident_message = std::move(event.message);
        return;
    }
    Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr);
    activation->phase = Activation::Phase::failed;
    activation->signals.clear();
    activation->due = never;
    activation->code = std::move(event.code);
    activation->message = std::move(event.message);
}

void Applier::operator()(ErrorRouted&& event) const {
    const Activation* failed = state.activation(event.activation);
    Value carried = failed != nullptr ? failure_event(state, *failed, failed->code, failed->message)
                                      : Value(Map{{"code", state.incident_code}, {"message", state.incident_message}});
    state.incident_code = String();
    state.incident_message = String();
    cancel_frame(event.frame, false);
    Frame* frame = state.frame(event.frame);
    frame->error_routed = true;
    state.ready.push_back({event.frame, frame->graph->on_error, 0, std::move(carried)});
}

void Applier::operator()(IncidentResolved&& event) const {
    if (event.activation == 0) {
        state.incident_code = String();
        state.incident_message = String();
        return;
    }
    Activation* activation = state.activation(event.activation);
    MILLRACE_ASSERT(activation != nullptr);
    activation->code = String();
    activation->message = String();
    if (!event.retry) {
        activation->phase = Activation::Phase::entered;
        return;
    }
    state.ready.push_back({activation->frame, activation->node, activation->region, std::move(activation->event)});
    remove_activation(event.activation);
}

}  // namespace millrace::run
