#pragma once

#include "engine/base/bytes.hpp"
#include "engine/run/event.hpp"
#include "engine/run/state.hpp"

namespace millrace::run {

// Flow versions by id. Throws MissingAnswer{"version", id} when one has to be loaded first.
class Flows {
public:
    virtual GraphPtr version(std::uint64_t id) = 0;

protected:
    ~Flows() = default;
};

// One function an event. They never look outside the state, never refuse and never decide; what cannot be is asserted.
struct Applier {
    State& state;
    Flows& flows;
    Time now;

    void operator()(RunStarted&& event) const;
    void operator()(TokenPlaced&& event) const;
    void operator()(NodeEntered&& event) const;
    void operator()(VariableSet&& event) const;
    void operator()(OutputSet&& event) const;
    void operator()(NodeKept&& event) const;
    void operator()(EffectAsked&& event) const;
    void operator()(Held&& event) const;
    void operator()(Released&& event) const;
    void operator()(NodeWaited&& event) const;
    void operator()(NodeResumed&& event) const;
    void operator()(NodeLeft&& event) const;
    void operator()(RegionOpened&& event) const;
    void operator()(TokenArrived&& event) const;
    void operator()(RegionClosed&& event) const;
    void operator()(RegionCancelled&& event) const;
    void operator()(FrameEntered&& event) const;
    void operator()(FrameLeft&& event) const;
    void operator()(HookFired&& event) const;
    void operator()(SignalKept&& event) const;
    void operator()(SignalTaken&& event) const;
    void operator()(SignalDropped&& event) const;
    void operator()(SignalIgnored&& event) const;
    void operator()(CatchArmed&& event) const;
    void operator()(Caught&& event) const;
    void operator()(IncidentRaised&& event) const;
    void operator()(ErrorRouted&& event) const;
    void operator()(IncidentResolved&& event) const;
    void operator()(VersionChanged&& event) const;
    void operator()(CancelRequested&& event) const;
    void operator()(RunEnded&& event) const;
    void operator()(RunCancelled&& event) const;
    void operator()(RunQuarantined&& event) const;

    // Before and after the events of a turn.
    void begin_turn(bool from_outside) const;
    void end_turn() const;

private:
    // Everything in the frame is gone; the frame itself too, if so.
    void cancel_frame(FrameId frame, bool with_frame) const;
    // Everything in the region but one activation is gone; without an exception the region itself too.
    void cancel_region(RegionId region, ActivationId except) const;
    void drop_orphans() const;
    void enter_frame(ActivationId caller, GraphPtr graph, const Value& input, Value event) const;
    void remove_activation(ActivationId id) const;
    void finish() const;
};

}  // namespace millrace::run
