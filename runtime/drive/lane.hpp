#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/drive/drive.hpp"

namespace millrace::drive {

// One command on its way through a lane.
struct Job {
    OrgId org;  // of whoever sends it; the run may be another's
    run::Command command;
    schedule::Class urgency = schedule::Class::normal;
    Done done;  // may be empty
    bool show = false;
    bool refusable = false;     // it came from a caller who can be told "busy"
    bool timer = false;         // counts against the slice of timers
    bool looked_ahead = false;  // what its flow reads has been fetched
    bool set_aside = false;     // its run was to be set aside because of it

    // What is committed along with its turn.
    store::InboxId inbox;
    bool keep_inbox_if_ignored = false;  // the router decides what becomes of the row
    std::optional<store::OutboxChange> outbox;
    std::optional<store::Source> source;
    std::optional<store::IdempotencyKey> key;
    store::LocalWork along;

    // Answers that had to be fetched for it.
    std::vector<run::Answer> answers;
    int tries = 0;

    bool starts() const { return std::holds_alternative<run::StartRun>(command); }
    store::Commit::Standing standing() const { return {static_cast<std::uint8_t>(urgency), org.value}; }
};

// A run's lane: its commands in order. `jobs` and `running` are guarded by the shard's lock; whoever set `running` owns
// everything below the line without one.
struct Lane {
    RunId id;
    OrgId org;                              // once the run is loaded its own; before that of whoever asked first
    std::deque<std::unique_ptr<Job>> jobs;  // waiting
    bool running = false;

    // ---
    std::unique_ptr<Job> current;
    std::unique_ptr<run::State> state;  // after the last committed turn; null: not loaded
    store::RunHeader header;
    std::uint32_t crc = 0;
    std::size_t cached_bytes = 0;
    std::uint64_t epoch = 0;  // of its shard, when the state was right

    void drop() {
        state.reset();
        crc = 0;
    }
};
using LanePtr = std::shared_ptr<Lane>;

// A decided turn on its way to the disk.
struct TurnCommit final : store::Commit {
    LanePtr lane;
    std::unique_ptr<Job> job;
    run::Turn decided;
    Value shown;
    Time handed_in;
};

// Only the consuming of an inbox row or the closing of an outbox row, for a command the run did not care about.
struct ClosingCommit final : store::Commit {
    std::function<void(store::Outcome)> then;
};

}  // namespace millrace::drive
