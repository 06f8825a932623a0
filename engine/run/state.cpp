#include "engine/run/state.hpp"

#include <algorithm>

namespace millrace::run {

std::string_view to_text(Status status) {
    switch (status) {
        case Status::running:
            return "running";
        case Status::waiting:
            return "waiting";
        case Status::completed:
            return "completed";
        case Status::incident:
            return "incident";
        case Status::cancelled:
            return "cancelled";
        case Status::quarantined:
            return "quarantined";
    }
    return "unknown";
}

namespace {

// Few of each at a time, so a look through the vector is the quickest.
template <class T, class Key>
T* find(std::vector<T>& all, Key id) {
    for (T& one : all) {
        if (one.id == id) {
            return &one;
        }
    }
    return nullptr;
}
template <class T, class Key>
const T* find(const std::vector<T>& all, Key id) {
    for (const T& one : all) {
        if (one.id == id) {
            return &one;
        }
    }
    return nullptr;
}

}  // namespace

Frame* State::frame(FrameId id) {
    return find(frames, id);
}
const Frame* State::frame(FrameId id) const {
    return find(frames, id);
}
Activation* State::activation(ActivationId id) {
    return find(activations, id);
}
const Activation* State::activation(ActivationId id) const {
    return find(activations, id);
}
Region* State::region(RegionId id) {
    return find(regions, id);
}
const Region* State::region(RegionId id) const {
    return find(regions, id);
}

Time State::due() const {
    Time due = cancel_due;
    for (const Activation& activation : activations) {
        if (activation.phase == Activation::Phase::waiting) {
            due = std::min(due, activation.due);
        }
    }
    return due;
}

bool State::frame_within(FrameId inner, FrameId outer) const {
    while (inner != outer) {
        const Frame* frame = this->frame(inner);
        const Activation* caller = frame == nullptr ? nullptr : activation(frame->caller);
        if (caller == nullptr) {
            return false;
        }
        inner = caller->frame;
    }
    return true;
}

bool State::region_within(RegionId inner, RegionId outer) const {
    while (inner != outer) {
        const Region* region = this->region(inner);
        if (region == nullptr) {
            return false;
        }
        inner = region->parent;
    }
    return true;
}

const Activation* State::stand_in(FrameId inner, FrameId frame) const {
    const Activation* caller = nullptr;
    while (inner != frame) {
        const Frame* entered = this->frame(inner);
        caller = entered == nullptr ? nullptr : activation(entered->caller);
        if (caller == nullptr) {
            return nullptr;
        }
        inner = caller->frame;
    }
    return caller;
}

bool State::inside(FrameId frame, RegionId region, const Region& outer) const {
    if (frame == outer.frame) {
        return region_within(region, outer.id);
    }
    const Activation* caller = stand_in(frame, outer.frame);
    return caller != nullptr && region_within(caller->region, outer.id);
}

const Activation* State::failed() const {
    for (const Activation& activation : activations) {
        if (activation.phase == Activation::Phase::failed) {
            return &activation;
        }
    }
    return nullptr;
}

std::size_t State::footprint() const {
    std::size_t bytes = sizeof(State) + ready.capacity() * sizeof(Token) + regions.capacity() * sizeof(Region);
    for (const Frame& frame : frames) {
        bytes += sizeof(Frame) + frame.slots.size() * sizeof(Value) + frame.bytes;
        bytes += (frame.kept.size() + frame.outputs.size()) * 128;
    }
    for (const Activation& activation : activations) {
        bytes += sizeof(Activation) + activation.memory.footprint() + activation.settings.footprint() +
                 activation.event.footprint() + activation.holds.size() * 128 + activation.signals.size() * 64;
    }
    for (const KeptSignal& kept : this->kept) {
        bytes += sizeof(KeptSignal) + kept.signal.payload.footprint();
    }
    return bytes;
}

}  // namespace millrace::run
