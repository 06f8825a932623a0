#pragma once

#include <cstdint>
#include <vector>

#include "engine/run/state.hpp"

namespace millrace::run {

// Facts about a run. Each always applies; folding them gives the state. `fields` names the members once, for the codec
// and for the journal as people read it. The tag is stored: numbers are never reused,
// a changed shape is a new event beside the old.

enum class Tag : std::uint8_t {
    run_started = 1,
    token_placed = 2,
    node_entered = 3,
    variable_set = 4,
    output_set = 5,
    node_kept = 6,
    effect_asked = 7,
    held = 8,
    released = 9,
    node_waited = 10,
    node_resumed = 11,
    node_left = 12,
    region_opened = 13,
    token_arrived = 14,
    region_closed = 15,
    region_cancelled = 16,
    frame_entered = 17,
    frame_left = 18,
    hook_fired = 19,
    signal_kept = 20,
    signal_taken = 21,
    signal_dropped = 22,
    signal_ignored = 23,
    catch_armed = 24,
    caught = 25,
    incident_raised = 26,
    error_routed = 27,
    incident_resolved = 28,
    version_changed = 29,
    cancel_requested = 30,
    run_ended = 31,
    run_cancelled = 32,
    run_quarantined = 33,
};

struct RunStarted {
    static constexpr Tag tag = Tag::run_started;
    std::uint64_t run = 0;
    std::uint64_t org = 0;
    std::uint64_t version = 0;
    std::uint64_t seed = 0;
    Subject subject;
    Value input;
    Value event;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("run", e.run);
        v("org", e.org);
        v("version", e.version);
        v("seed", e.seed);
        v("subject", e.subject);
        v("input", e.input);
        v("event", e.event);
    }
};
// A token at the end of the ready line.
struct TokenPlaced {
    static constexpr Tag tag = Tag::token_placed;
    FrameId frame = 0;
    NodeIndex node = no_node;
    RegionId region = 0;
    Value event;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("frame", e.frame);
        v("node", e.node);
        v("region", e.region);
        v("event", e.event);
    }
};
// The first ready token enters its node, as the next activation.
struct NodeEntered {
    static constexpr Tag tag = Tag::node_entered;
    NodeIndex node = no_node;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("node", e.node);
    }
};
struct VariableSet {
    static constexpr Tag tag = Tag::variable_set;
    FrameId frame = 0;
    std::int32_t slot = -1;  // -1: by name
    String name;
    Value value;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("frame", e.frame);
        v("slot", e.slot);
        v("name", e.name);
        v("value", e.value);
    }
};
struct OutputSet {
    static constexpr Tag tag = Tag::output_set;
    FrameId frame = 0;
    NodeIndex node = no_node;
    String name;
    Value value;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("frame", e.frame);
        v("node", e.node);
        v("name", e.name);
        v("value", e.value);
    }
};
struct NodeKept {
    static constexpr Tag tag = Tag::node_kept;
    FrameId frame = 0;
    NodeIndex node = no_node;
    Value value;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("frame", e.frame);
        v("node", e.node);
        v("value", e.value);
    }
};
struct EffectAsked {
    static constexpr Tag tag = Tag::effect_asked;
    ActivationId activation = 0;
    std::uint32_t number = 0;  // within the activation
    String name;
    Value payload;
    bool awaited = false;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
        v("number", e.number);
        v("name", e.name);
        v("payload", e.payload);
        v("awaited", e.awaited);
    }
};
struct Held {
    static constexpr Tag tag = Tag::held;
    ActivationId activation = 0;
    String effect;
    Value payload;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
        v("effect", e.effect);
        v("payload", e.payload);
    }
};
// The oldest hold of the activation is given back.
struct Released {
    static constexpr Tag tag = Tag::released;
    ActivationId activation = 0;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
    }
};
struct NodeWaited {
    static constexpr Tag tag = Tag::node_waited;
    ActivationId activation = 0;
    std::vector<String> signals;
    Time due = never;
    bool newer_only = false;
    Value memory;
    Value settings;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
        v("signals", e.signals);
        v("due", e.due);
        v("newer_only", e.newer_only);
        v("memory", e.memory);
        v("settings", e.settings);
    }
};
struct NodeResumed {
    static constexpr Tag tag = Tag::node_resumed;
    ActivationId activation = 0;
    String signal;
    Value payload;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
        v("signal", e.signal);
        v("payload", e.payload);
    }
};
struct NodeLeft {
    static constexpr Tag tag = Tag::node_left;
    ActivationId activation = 0;
    std::uint32_t wire = 0;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
        v("wire", e.wire);
    }
};
struct RegionOpened {
    static constexpr Tag tag = Tag::region_opened;
    ActivationId activation = 0;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
    }
};
struct TokenArrived {
    static constexpr Tag tag = Tag::token_arrived;
    ActivationId activation = 0;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
    }
};
// The region is over; this activation of its join goes on outside.
struct RegionClosed {
    static constexpr Tag tag = Tag::region_closed;
    ActivationId activation = 0;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
    }
};
// Everything in the region but this activation is gone.
struct RegionCancelled {
    static constexpr Tag tag = Tag::region_cancelled;
    RegionId region = 0;
    ActivationId except = 0;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("region", e.region);
        v("except", e.except);
    }
};
struct FrameEntered {
    static constexpr Tag tag = Tag::frame_entered;
    ActivationId activation = 0;
    std::uint64_t version = 0;
    Value input;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
        v("version", e.version);
        v("input", e.input);
    }
};
// The frame and all in it is gone; its caller goes on.
struct FrameLeft {
    static constexpr Tag tag = Tag::frame_left;
    FrameId frame = 0;
    String outcome;
    Value result;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("frame", e.frame);
        v("outcome", e.outcome);
        v("result", e.result);
    }
};
struct HookFired {
    static constexpr Tag tag = Tag::hook_fired;
    FrameId frame = 0;
    std::uint32_t hook = 0;
    Value payload;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("frame", e.frame);
        v("hook", e.hook);
        v("payload", e.payload);
    }
};
struct SignalKept {
    static constexpr Tag tag = Tag::signal_kept;
    Time at;
    String name;
    Value payload;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("at", e.at);
        v("name", e.name);
        v("payload", e.payload);
    }
};
struct SignalTaken {
    static constexpr Tag tag = Tag::signal_taken;
    std::uint64_t number = 0;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("number", e.number);
    }
};
struct SignalDropped {
    static constexpr Tag tag = Tag::signal_dropped;
    std::uint64_t number = 0;
    String reason;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("number", e.number);
        v("reason", e.reason);
    }
};
struct SignalIgnored {
    static constexpr Tag tag = Tag::signal_ignored;
    String name;
    ActivationId activation = 0;
    String reason;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("name", e.name);
        v("activation", e.activation);
        v("reason", e.reason);
    }
};
struct CatchArmed {
    static constexpr Tag tag = Tag::catch_armed;
    ActivationId activation = 0;
    String codes;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
        v("codes", e.codes);
    }
};
// The newest armed catches down to this one are used up; everything below its region is gone.
struct Caught {
    static constexpr Tag tag = Tag::caught;
    FrameId frame = 0;
    std::uint32_t index = 0;
    ActivationId activation = 0;
    String code;
    String message;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("frame", e.frame);
        v("index", e.index);
        v("activation", e.activation);
        v("code", e.code);
        v("message", e.message);
    }
};
struct IncidentRaised {
    static constexpr Tag tag = Tag::incident_raised;
    ActivationId activation = 0;
    String code;
    String message;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
        v("code", e.code);
        v("message", e.message);
    }
};
struct ErrorRouted {
    static constexpr Tag tag = Tag::error_routed;
    FrameId frame = 0;
    ActivationId activation = 0;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("frame", e.frame);
        v("activation", e.activation);
    }
};
struct IncidentResolved {
    static constexpr Tag tag = Tag::incident_resolved;
    ActivationId activation = 0;
    bool retry = true;  // a token enters the node again; else the activation may be left

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("activation", e.activation);
        v("retry", e.retry);
    }
};
struct VersionChanged {
    static constexpr Tag tag = Tag::version_changed;
    std::uint64_t version = 0;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("version", e.version);
    }
};
struct CancelRequested {
    static constexpr Tag tag = Tag::cancel_requested;
    String reason;
    Time due = never;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("reason", e.reason);
        v("due", e.due);
    }
};
struct RunEnded {
    static constexpr Tag tag = Tag::run_ended;
    String outcome;
    Value result;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("outcome", e.outcome);
        v("result", e.result);
    }
};
struct RunCancelled {
    static constexpr Tag tag = Tag::run_cancelled;

    template <class E, class V>
    static void fields(E&, V&) {}
};
struct RunQuarantined {
    static constexpr Tag tag = Tag::run_quarantined;
    String reason;

    template <class E, class V>
    static void fields(E& e, V& v) {
        v("reason", e.reason);
    }
};

std::string_view to_text(Tag tag);

}  // namespace millrace::run
