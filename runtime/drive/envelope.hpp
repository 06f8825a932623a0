#pragma once

#include <string>
#include <variant>

#include "engine/base/result.hpp"
#include "engine/node/signal.hpp"
#include "engine/run/command.hpp"
#include "runtime/store/rows.hpp"

namespace millrace::drive {

// What an inbox row says: the body of a command that was written by the transaction that caused it.

// A signal, to a run's activation, to a run, or to whatever lives on the row's subject.
struct SignalEnvelope {
    Signal signal;
    run::ActivationId activation = 0;
    std::string id;  // the sender's
    Time at;
};

// Start a flow for the row's subject, by the current version of its key.
struct StartEnvelope {
    std::string flow;
    std::string subject_kind;
    bool owner = true;
    Value input;
    Value event;
    std::string event_name;  // the trigger; its flow's `when` must hold. Empty: no condition is asked
};

// An event for everybody: subscriptions with its key, and companions that it triggers.
struct EventEnvelope {
    String name;
    std::string key;
    Value payload;
    std::string subject_kind;  // when the row has a subject: companions are about it too
};

// Any command to a run, from a process that does not have the run.
struct CommandEnvelope {
    run::Command command;
};

using Envelope = std::variant<SignalEnvelope, StartEnvelope, EventEnvelope, CommandEnvelope>;

std::string encode(const Envelope& envelope);
// The error is inbox.damaged.
Result<Envelope> decode_envelope(std::string_view bytes);

// Inbox rows, ready to be handed to Transaction::deliver.
store::InboxRow signal_to_run(OrgId org, RunId run, run::ActivationId activation, Signal signal, Time at);
store::InboxRow signal_to_subject(OrgId org, store::SubjectId subject, Signal signal, std::string id, Time at);
store::InboxRow command_to_run(OrgId org, RunId run, run::Command command, Time at);
store::InboxRow start_on_subject(OrgId org, store::SubjectId subject, StartEnvelope start, Time at);

}  // namespace millrace::drive
