#pragma once

#include "engine/base/bytes.hpp"
#include "engine/run/event.hpp"
#include "engine/value/codec.hpp"

namespace millrace::simulation {

// Reads members of events as they lie in journal rows. Written a second time on purpose: what judges the engine does
// not ask it what happened.
struct EventMembers {
    ByteReader& in;

    void operator()(const char*, std::uint32_t& n) { n = static_cast<std::uint32_t>(in.varint()); }
    void operator()(const char*, std::uint64_t& n) { n = in.varint(); }
    void operator()(const char*, std::int32_t& n) { n = static_cast<std::int32_t>(in.integer()); }
    void operator()(const char*, bool& b) { b = in.byte() != 0; }
    void operator()(const char*, Time& t) {
        t.ms = in.integer();
        t = t.ms < 0 ? run::never : t;
    }
    void operator()(const char*, String& text) { text = String(in.text()); }
    void operator()(const char*, Value& value) { value = decode_value(in); }
    void operator()(const char*, std::vector<String>& texts) {
        for (std::uint64_t count = in.varint(); count > 0 && !in.failed(); --count) {
            texts.emplace_back(in.text());
        }
    }
    void operator()(const char*, run::Subject& subject) {
        subject.kind = String(in.text());
        subject.id = in.varint();
        subject.owned = in.byte() != 0;
    }
};

// Hands every event to `use`, in order. False if the bytes are damaged.
template <class Use>
bool for_each_event(std::string_view bytes, Use&& use) {
    ByteReader in(bytes);
    const auto read = [&]<class E>(E event) {
        EventMembers members{in};
        E::fields(event, members);
        if (!in.failed()) {
            use(std::move(event));
        }
        return !in.failed();
    };
    const auto read_next = [&] {
        using run::Tag;
        switch (static_cast<Tag>(in.byte())) {
#define MILLRACE_EVENT(name, Event) \
    case Tag::name:                 \
        return read(run::Event{});
            MILLRACE_EVENT(run_started, RunStarted)
            MILLRACE_EVENT(token_placed, TokenPlaced)
            MILLRACE_EVENT(node_entered, NodeEntered)
            MILLRACE_EVENT(variable_set, VariableSet)
            MILLRACE_EVENT(output_set, OutputSet)
            MILLRACE_EVENT(node_kept, NodeKept)
            MILLRACE_EVENT(effect_asked, EffectAsked)
            MILLRACE_EVENT(held, Held)
            MILLRACE_EVENT(released, Released)
            MILLRACE_EVENT(node_waited, NodeWaited)
            MILLRACE_EVENT(node_resumed, NodeResumed)
            MILLRACE_EVENT(node_left, NodeLeft)
            MILLRACE_EVENT(region_opened, RegionOpened)
            MILLRACE_EVENT(token_arrived, TokenArrived)
            MILLRACE_EVENT(region_closed, RegionClosed)
            MILLRACE_EVENT(region_cancelled, RegionCancelled)
            MILLRACE_EVENT(frame_entered, FrameEntered)
            MILLRACE_EVENT(frame_left, FrameLeft)
            MILLRACE_EVENT(hook_fired, HookFired)
            MILLRACE_EVENT(signal_kept, SignalKept)
            MILLRACE_EVENT(signal_taken, SignalTaken)
            MILLRACE_EVENT(signal_dropped, SignalDropped)
            MILLRACE_EVENT(signal_ignored, SignalIgnored)
            MILLRACE_EVENT(catch_armed, CatchArmed)
            MILLRACE_EVENT(caught, Caught)
            MILLRACE_EVENT(incident_raised, IncidentRaised)
            MILLRACE_EVENT(error_routed, ErrorRouted)
            MILLRACE_EVENT(incident_resolved, IncidentResolved)
            MILLRACE_EVENT(version_changed, VersionChanged)
            MILLRACE_EVENT(cancel_requested, CancelRequested)
            MILLRACE_EVENT(run_ended, RunEnded)
            MILLRACE_EVENT(run_cancelled, RunCancelled)
            MILLRACE_EVENT(run_quarantined, RunQuarantined)
#undef MILLRACE_EVENT
        }
        return false;
    };
    while (!in.done()) {
        if (!read_next()) {
            return false;
        }
    }
    return true;
}

}  // namespace millrace::simulation
