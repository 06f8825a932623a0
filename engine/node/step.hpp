#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/value/fields.hpp"
#include "engine/value/value.hpp"

namespace millrace {

// An order to the world, by name. What it means and where it runs is the vocabulary's business. A C++ effect type is a
// described struct with a `static constexpr std::string_view name`.
struct Effect {
    String name;
    Value payload;
};
template <class E>
Effect effect_of(const E& order) {
    return Effect{String(E::name), to_value(order)};
}

// A node's answer. Made by the functions below and refined by calls chained to those; a named one by its members.
class Step {
public:
    enum class Kind : std::uint8_t {
        leave,   // go on along an output
        wait,    // stay until a signal or the time
        fail,    // an incident for a person
        split,   // fork, race: along every wire at once
        arrive,  // join: this branch is done
        end,     // end the frame
        call,    // enter a subflow
        arm,     // catch: from now on failures come here; leave by the output
    };

    // An output value of the node: `node.<id>.<name>` in expressions.
    Step&& setting(std::string_view name, Value value) && {
        outputs.emplace_back(String(name), std::move(value));
        return std::move(*this);
    }
    // A flow variable: `vars.<name>`.
    Step&& saving(std::string_view variable, Value value) && {
        variables.emplace_back(String(variable), std::move(value));
        return std::move(*this);
    }
    // Ask something of the world; it leaves after the commit, once.
    template <class E>
    Step&& asking(const E& order) && {
        effects.push_back(effect_of(order));
        return std::move(*this);
    }
    Step&& asking(Effect order) && {
        effects.push_back(std::move(order));
        return std::move(*this);
    }
    // Ask for it and have the engine release it when this activation is left in any way.
    template <class E>
    Step&& holding(const E& order) && {
        holds.push_back(effect_of(order));
        return std::move(*this);
    }
    Step&& holding(Effect order) && {
        holds.push_back(std::move(order));
        return std::move(*this);
    }
    // Wake with timer.fired at this time, if nothing else came before.
    Step&& until(Time time) && {
        due = time;
        return std::move(*this);
    }
    // Also wake for S, if the output of kind event that belongs to S is wired.
    template <class S>
    Step&& or_when() && {
        return std::move(*this).or_when(S::name);
    }
    Step&& or_when(std::string_view signal) && {
        optional_signals.emplace_back(signal);
        return std::move(*this);
    }
    // Only signals that are newer than this wait wake it; what came before stays kept.
    Step&& newer_only() && {
        newer = true;
        return std::move(*this);
    }
    // What this activation remembers until its next resume (context.memory()).
    Step&& remembering(Value memory) && {
        remembered = std::move(memory);
        return std::move(*this);
    }
    // What the node keeps in its frame over activations (context.kept()); nil forgets. For loops.
    Step&& keeping(Value value) && {
        kept = std::move(value);
        return std::move(*this);
    }

    Kind kind = Kind::leave;
    bool newer = false;
    std::string output;                    // leave, arm
    std::vector<String> signals;           // wait
    std::vector<String> optional_signals;  // wait
    std::optional<Time> due;               // wait
    std::optional<Value> remembered;
    std::optional<Value> kept;
    std::vector<std::pair<String, Value>> outputs;
    std::vector<std::pair<String, Value>> variables;
    std::vector<Effect> effects;
    std::vector<Effect> holds;
    std::string code;     // fail; end: the outcome; call: the flow's key; arm: the codes, joined by a comma
    std::string message;  // fail
    Value value;          // end: the result; call: the input
};

inline Step leave_by(std::string output) {
    Step step;
    step.output = std::move(output);
    return step;
}
// For what the flow's author could not have drawn; ordinary disappointments are outputs.
inline Step fail(std::string code, std::string message) {
    Step step;
    step.kind = Step::Kind::fail;
    step.code = std::move(code);
    step.message = std::move(message);
    return step;
}
template <class... S>
Step wait_for() {
    Step step;
    step.kind = Step::Kind::wait;
    (step.signals.emplace_back(S::name), ...);
    return step;
}
inline Step wait_for(std::vector<String> signals) {
    Step step;
    step.kind = Step::Kind::wait;
    step.signals = std::move(signals);
    return step;
}
// For nothing but the time.
inline Step wait_until(Time time) {
    Step step;
    step.kind = Step::Kind::wait;
    step.due = time;
    return step;
}
inline Step split() {
    Step step;
    step.kind = Step::Kind::split;
    return step;
}
inline Step arrive() {
    Step step;
    step.kind = Step::Kind::arrive;
    step.output = "done";
    return step;
}
inline Step end_flow(std::string outcome, Value result) {
    Step step;
    step.kind = Step::Kind::end;
    step.code = std::move(outcome);
    step.value = std::move(result);
    return step;
}
inline Step call_flow(std::string flow, Value input) {
    Step step;
    step.kind = Step::Kind::call;
    step.code = std::move(flow);
    step.value = std::move(input);
    return step;
}
inline Step arm_catch(std::string output, std::string codes) {
    Step step;
    step.kind = Step::Kind::arm;
    step.output = std::move(output);
    step.code = std::move(codes);
    return step;
}

}  // namespace millrace
