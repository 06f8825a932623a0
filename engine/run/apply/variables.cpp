// What a run remembers: variables, outputs of nodes, what nodes keep.

#include "engine/base/fault.hpp"
#include "engine/run/apply.hpp"

namespace millrace::run {

void Applier::operator()(VariableSet&& event) const {
    if (fault("apply_variable_set")) {
        return;
    }
    Frame* frame = state.frame(event.frame);
    MILLRACE_ASSERT(frame != nullptr);
    const std::size_t bytes = event.value.footprint();
    if (event.slot >= 0) {
        MILLRACE_ASSERT(static_cast<std::size_t>(event.slot) < frame->slots.size());
        Value& slot = frame->slots[static_cast<std::size_t>(event.slot)];
        frame->bytes += bytes - slot.footprint();
        slot = std::move(event.value);
        return;
    }
    frame->bytes += bytes - frame->extra[event.name].footprint();
    if (event.value.is_nil()) {
        frame->extra.erase(event.name);
    } else {
        frame->extra.set(std::move(event.name), std::move(event.value));
    }
}

void Applier::operator()(OutputSet&& event) const {
    Frame* frame = state.frame(event.frame);
    MILLRACE_ASSERT(frame != nullptr);
    frame->outputs[event.node].set(std::move(event.name), std::move(event.value));
}

void Applier::operator()(NodeKept&& event) const {
    Frame* frame = state.frame(event.frame);
    MILLRACE_ASSERT(frame != nullptr);
    if (event.value.is_nil()) {
        frame->kept.erase(event.node);
    } else {
        frame->kept[event.node] = std::move(event.value);
    }
}

}  // namespace millrace::run
