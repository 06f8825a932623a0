// Who gets a signal: the activation it answers, a hook from the innermost frame, the oldest open wait; one of them.

#include <algorithm>

#include "engine/run/decide/context.hpp"
#include "engine/run/decide/decider.hpp"

namespace millrace::run {
namespace {

std::string reason_in(const Value& payload) {
    const Value& message = payload["message"];
    return message.is_string() ? std::string(message.as_string()) : "no reason was given";
}

}  // namespace

std::optional<Decider::Refusal> Decider::deliver(const DeliverSignal& command) {
    const Signal& signal = command.signal;
    if (command.activation != 0) {
        const Activation* activation = state_.activation(command.activation);
        const bool failed = signal.is("effect.failed");
        // A node that does not say that it waits for failures would take one for something else.
        if (activation != nullptr && activation->phase == Activation::Phase::waiting &&
            std::find(activation->signals.begin(), activation->signals.end(), signal.name) !=
                activation->signals.end()) {
            resume(command.activation, signal);
        } else if (failed && activation != nullptr && activation->phase != Activation::Phase::failed) {
            fail(command.activation, "effect.failed",
                 "expected the effect to succeed but it failed: " + reason_in(signal.payload));
        } else if (failed && activation == nullptr) {
            fail_run("effect.failed", "expected the effect " + std::to_string(command.activation) +
                                          " asked for to succeed but it failed: " + reason_in(signal.payload));
        } else {
            emit(SignalIgnored{signal.name, command.activation, "nobody waits for this answer any more"});
        }
        return std::nullopt;
    }
    expire_kept();
    if (fire_hook(signal)) {
        return std::nullopt;
    }
    if (const Activation* waiting = oldest_wait(signal.name)) {
        resume(waiting->id, signal);
        return std::nullopt;
    }
    if (state_.kept.size() >= kept_signals_max) {
        emit(SignalDropped{state_.kept.front().number, "too many signals that nobody waits for"});
    }
    emit(SignalKept{turn_.now, signal.name, signal.payload});
    return std::nullopt;
}

// Only names that some node or hook of a version in use can take are worth keeping.
bool Decider::taken(std::string_view signal) const {
    return std::any_of(state_.frames.begin(), state_.frames.end(),
                       [&](const Frame& frame) { return frame.graph->takes(signal); });
}

bool Decider::fire_hook(const Signal& signal) {
    if (state_.cancelling) {
        return false;
    }
    // A later frame lies inside an earlier one or beside it.
    for (std::size_t f = state_.frames.size(); f-- > 0;) {
        const Frame& frame = state_.frames[f];
        for (std::uint32_t i = 0; i < frame.graph->hooks.size(); ++i) {
            const GraphHook& hook = frame.graph->hooks[i];
            const bool spent = !hook.repeat && ((frame.hooks_fired >> std::min<std::uint32_t>(i, 63)) & 1) != 0;
            if (hook.on != signal.name.view() || (spent && !fault("decide_hook_fires_again"))) {
                continue;
            }
            if (hook.when) {
                const Result<bool> holds = test_condition(*this, frame, *hook.when, signal.payload);
                if (!holds || !*holds) {
                    continue;
                }
            }
            const FrameId id = frame.id;
            release_frame(id);
            emit(HookFired{id, i, signal.payload});
            return true;
        }
    }
    return false;
}

const Activation* Decider::oldest_wait(std::string_view signal) const {
    const Activation* oldest = nullptr;
    for (const Activation& activation : state_.activations) {
        if (activation.phase != Activation::Phase::waiting ||
            (oldest != nullptr && oldest->since <= activation.since)) {
            continue;
        }
        for (const String& name : activation.signals) {
            if (name.view() == signal) {
                oldest = &activation;
                break;
            }
        }
    }
    return oldest;
}

void Decider::expire_kept() {
    while (!state_.kept.empty() && state_.kept.front().at < turn_.now - kept_signal_life) {
        emit(SignalDropped{state_.kept.front().number, "nobody waited for it within 10 minutes"});
    }
}

}  // namespace millrace::run
