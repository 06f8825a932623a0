#pragma once

#include "engine/run/journal.hpp"

namespace millrace::run {

// The variables of a flow in execution, by name; those that are unset are left out.
Map variables_of(const Frame& frame);
// Where its tokens are: {node, since, until?, waits_for, flow?}.
List tokens_of(const State& state);
// {code, message, node?} of what waits for a person, or nil.
Value incident_of(const State& state);

// A run as the API shows it: {run_id, flow, version, status, vars, output, tokens, started_at, ended_at, incident}.
Value show(const State& state);

// A turn as the API shows it: {seq, at, command, inputs, steps, events}. `before` is the state before it. Effects are
// added by whoever knows how they fared.
Value show_turn(const Record& record, const State& before, Flows& flows);

}  // namespace millrace::run
