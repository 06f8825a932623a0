#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "engine/base/bytes.hpp"
#include "engine/node/signal.hpp"
#include "engine/run/state.hpp"

namespace millrace::run {

// Orders to a run. Each may be refused; none changes anything by itself.

struct StartRun {
    std::uint64_t run = 0;
    std::uint64_t org = 0;
    std::uint64_t version = 0;  // of the flow
    std::uint64_t seed = 0;
    Subject subject;
    Value input;               // members become variables
    Value event;               // what started it; `event` in expressions, with the input under `event.input`
    bool conditional = false;  // a trigger: refused with run.trigger_unmet unless the flow's `when` holds
};

struct DeliverSignal {
    Signal signal;
    ActivationId activation = 0;  // an answer to this activation; 0: to the run
    std::string id;               // of the sender; duplicates are dropped before they come here
    Time at;                      // when it happened
};

// Names no timer: it fires the single earliest (due, activation) that is due.
struct FireTimer {};

struct CancelRun {
    std::string reason;
};

// Goes on after a turn that ended because it was long, or at a durable step.
struct ContinueRun {};

struct ResolveIncident {
    enum class Action : std::uint8_t { retry, retry_on, skip, cancel };
    Action action = Action::retry;
    std::uint64_t version = 0;  // retry_on
    std::string output;         // skip
};

// Sets the run aside: its code threw or its journal is damaged. Calls no node code.
struct Quarantine {
    std::string reason;
};

using Command = std::variant<StartRun, DeliverSignal, FireTimer, CancelRun, ContinueRun, ResolveIncident, Quarantine>;

std::string_view name_of(const Command& command);  // "run.start", "signal.deliver", …
// True if it came from outside: then the run's count of steps begins anew.
bool from_outside(const Command& command);
// As the journal shows it.
Value to_value(const Command& command);

void encode(const Command& command, ByteWriter& out);
Command decode_command(ByteReader& in);

}  // namespace millrace::run
