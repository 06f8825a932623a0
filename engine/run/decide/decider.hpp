#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/fault.hpp"
#include "engine/run/codec.hpp"
#include "engine/run/decide.hpp"

namespace millrace::run {

// One decision in the making: emits events, each applied at once, and collects what the turn asks for. The member
// functions are grouped in files by what they are about.
class Decider {
public:
    Decider(State& state, Turn& turn, Answers& answers, Machine& machine)
        : state_(state), turn_(turn), answers_(answers), machine_(machine), applier_{state, machine.flows, turn.now} {}

    // commands.cpp: nothing when the command is handled, else why not.
    struct Refusal {
        bool ignored = false;
        Error error;
    };
    std::optional<Refusal> handle(const Command& command);
    void finish();

    // What the context asks.
    const State& state() const { return state_; }
    Time now() const {
#if defined(MILLRACE_PLANTED_FAULTS)
        if (fault("decide_clock")) {
            return fault_clock();
        }
#endif
        return turn_.now;
    }
    const Machine& machine() const {
        return machine_;
    }
    const Value& answer(const Question& question);

private:
    std::optional<Refusal> start(const StartRun& command);
    std::optional<Refusal> deliver(const DeliverSignal& command);
    std::optional<Refusal> fire_timer();
    std::optional<Refusal> cancel(const std::string& reason);
    std::optional<Refusal> resolve(const ResolveIncident& command);
    std::optional<Refusal> quarantine(const Quarantine& command);
    std::optional<Refusal> change_version(std::uint64_t version);

    // walk.cpp: tokens go on until every one waits.
    void walk();
    void enter();
    bool on_safe_route(const Activation& activation) const;
    void resume(ActivationId id, Signal signal);
    void follow(ActivationId id, Step&& step, const Value& settings);
    void remember(ActivationId id, Step& step);

    // steps.cpp: the ways a node may answer.
    void leave(ActivationId id, std::string_view output);
    void wait(ActivationId id, Step&& step, const Value& settings);
    void split(ActivationId id);
    void arrive(ActivationId id);
    void end_frame(ActivationId id, Step&& step);
    void call(ActivationId id, Step&& step);
    void arm(ActivationId id, Step&& step);

    // effects.cpp
    bool ask(ActivationId id, Effect&& effect, bool awaited);
    void release(ActivationId id);
    void release_frame(FrameId frame);
    void release_region(RegionId region, ActivationId except);
    void ask_last_resort(std::string_view code, std::string_view message);

    // failures.cpp
    void fail(ActivationId id, std::string code, std::string message);
    void fail_run(std::string code, std::string message);
    bool catch_failure(ActivationId id, const std::string& code, const std::string& message);

    // signals.cpp
    bool fire_hook(const Signal& signal);
    const Activation* oldest_wait(std::string_view signal) const;
    void expire_kept();
    bool taken(std::string_view signal) const;

    // passages.cpp: what is about to happen at a node.
    void note(const NodeEntered& event);
    void note(const NodeLeft& event);
    void note(const RegionOpened& event);
    void note(const Caught& event);
    void note(const IncidentRaised& event);

    template <class E>
    void emit(E&& event) {
        encode_event(event, out_);
        if constexpr (requires { note(event); }) {
            note(event);
        }
        applier_(std::forward<E>(event));
    }
    Activation& at(ActivationId id);
    const GraphNode& node_of(const Activation& activation) const;
    const GraphNode& node_of(ActivationId id) {
        return node_of(at(id));
    }
    bool over() const {
        return is_terminal(state_.status);
    }

    friend class Context;
    State& state_;
    Turn& turn_;
    Answers& answers_;
    Machine& machine_;
    Applier applier_;
    ByteWriter out_;
    std::uint32_t steps_ = 0;  // in this turn
};

}  // namespace millrace::run
