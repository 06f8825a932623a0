#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/run/decide.hpp"

namespace millrace::run {

// One turn as it is stored: the body of a journal row. The first byte is the version of the format.
struct Record {
    Time now;
    Command command;
    std::deque<Answer> inputs;
    std::string events;
    std::string snapshot;  // the state after the turn; empty: none
};

std::string encode(const Turn& turn, std::string_view snapshot);
// The error is journal.damaged.
Result<Record> decode_record(std::string_view body);

// The whole state. Equal states give equal bytes, so comparing snapshots compares states.
std::string encode_snapshot(const State& state);
// The error is journal.damaged; one of an unknown format is rebuilt from the journal by the caller. May throw
// MissingAnswer for a flow version that is not loaded.
Result<State> decode_snapshot(std::string_view bytes, Flows& flows);

// Applies one stored turn. The error is journal.damaged.
millrace::Result<void> apply_record(State& state, const Record& record, Flows& flows);

// A snapshot goes with a turn after which the run waits, if it is small; else with every 16th. Ended runs store none.
bool wants_snapshot(const State& state, std::size_t snapshot_bytes);
constexpr std::size_t small_snapshot_bytes = 2048;
constexpr std::uint64_t snapshot_every_turns = 16;

}  // namespace millrace::run
