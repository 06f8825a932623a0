// Subflows are entered and left; hooks clear a frame.

#include <algorithm>

#include "engine/run/apply.hpp"

namespace millrace::run {

void Applier::enter_frame(ActivationId caller, GraphPtr graph, const Value& input, Value event) const {
    Frame& frame = state.frames.emplace_back();
    frame.id = ++state.last_frame;
    frame.caller = caller;
    frame.slots = graph->defaults;
    for (const Value& value : frame.slots) {
        frame.bytes += value.footprint();
    }
    frame.graph = std::move(graph);
    if (input.is_map()) {
        for (const auto& [name, value] : input.as_map()) {
            (*this)(VariableSet{frame.id, frame.graph->find_variable(name), name, value});
        }
    }
    state.ready.push_back({frame.id, frame.graph->start, 0, std::move(event)});
}

void Applier::operator()(FrameEntered&& event) const {
    Activation* caller = state.activation(event.activation);
    MILLRACE_ASSERT(caller != nullptr);
    caller->phase = Activation::Phase::calling;
    Value input = event.input.is_nil() ? Value(Map{}) : event.input;
    enter_frame(event.activation, flows.version(event.version), event.input, Map{{"input", std::move(input)}});
}

void Applier::operator()(FrameLeft&& event) const {
    const Frame* frame = state.frame(event.frame);
    MILLRACE_ASSERT(frame != nullptr);
    Activation* caller = state.activation(frame->caller);
    MILLRACE_ASSERT(caller != nullptr);
    caller->phase = Activation::Phase::entered;
    cancel_frame(event.frame, true);
}

void Applier::operator()(HookFired&& event) const {
    cancel_frame(event.frame, false);
    Frame* frame = state.frame(event.frame);
    MILLRACE_ASSERT(frame != nullptr && event.hook < frame->graph->hooks.size());
    frame->hooks_fired |= std::uint64_t{1} << std::min<std::uint32_t>(event.hook, 63);
    state.ready.push_back({event.frame, frame->graph->hooks[event.hook].to, 0, std::move(event.payload)});
}

void Applier::cancel_frame(FrameId id, bool with_frame) const {
    std::vector<FrameId> inner;
    for (const Frame& frame : state.frames) {
        if (state.frame_within(frame.id, id)) {
            inner.push_back(frame.id);
        }
    }
    const auto goes = [&](FrameId frame) { return std::find(inner.begin(), inner.end(), frame) != inner.end(); };
    std::erase_if(state.ready, [&](const Token& token) { return goes(token.frame); });
    std::erase_if(state.activations, [&](const Activation& activation) { return goes(activation.frame); });
    std::erase_if(state.regions, [&](const Region& region) { return goes(region.frame); });
    std::erase_if(state.frames, [&](const Frame& frame) { return goes(frame.id) && (with_frame || frame.id != id); });
    if (Frame* frame = state.frame(id)) {
        frame->catches.clear();
    }
}

// Frames whose caller is gone, with all that is in them.
void Applier::drop_orphans() const {
    for (std::size_t i = 0; i < state.frames.size();) {
        const Frame& frame = state.frames[i];
        if (frame.caller != 0 && state.activation(frame.caller) == nullptr) {
            cancel_frame(frame.id, true);
            i = 0;
        } else {
            ++i;
        }
    }
}

}  // namespace millrace::run
