#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/id.hpp"
#include "engine/base/time.hpp"

// The engine's rows as the store sees them: bodies are opaque bytes.
namespace millrace::store {

using InboxId = Id<struct InboxTag>;
using OutboxId = Id<struct OutboxTag>;
using SubjectId = Id<struct SubjectTag>;      // a conversation, a call, a campaign target or the run itself
using VersionId = Id<struct FlowVersionTag>;  // a published version of a flow

// Live ones first: "live" is status <= incident, here and in the indexes.
enum class RunStatus : std::uint8_t {
    running = 0,
    waiting = 1,
    incident = 2,
    completed = 3,
    cancelled = 4,
    quarantined = 5
};
constexpr bool is_live(RunStatus status) {
    return status <= RunStatus::incident;
}
std::string_view to_text(RunStatus status);

// What is known of a run without reading its journal.
struct RunHeader {
    RunId id = {};
    OrgId org = {};
    std::string flow = {};
    VersionId version = {};
    RunStatus status = RunStatus::running;
    SubjectId subject = {};
    bool owner = true;  // owns its subject; at most one live run a (org, subject) does. Others are companions
    std::uint64_t seq = 0;
    std::uint64_t head = 0;          // lsn of the newest turn; the writer fills it in
    std::uint64_t snapshot_lsn = 0;  // lsn of the newest turn with a snapshot, 0 for none; the writer fills it in
    std::optional<Time> due = {};    // earliest open timer
    Time started = {};
    Time updated = {};
};

// One turn, one row of the journal.
struct TurnRow {
    RunId run = {};
    OrgId org = {};
    std::uint64_t seq = 0;   // 1, 2, 3 …
    std::uint64_t lsn = 0;   // the store counts; filled in by the writer
    std::uint64_t prev = 0;  // lsn of the run's turn before, 0 for the first
    std::string body = {};
    std::uint32_t crc = 0;  // turn_crc
    bool has_snapshot = false;
};

// The checksum that links a run's turns: over the crc of the turn before (0 for the first), run, seq and body.
std::uint32_t turn_crc(std::uint32_t previous, RunId run, std::uint64_t seq, std::string_view body);

// A command that waits to be handled, written by the transaction that caused it, deleted by the turn that handles it.
struct InboxRow {
    InboxId id = {};
    OrgId org = {};
    RunId run = {};          // 0: for whatever lives on the subject, or for nobody yet (a trigger)
    SubjectId subject = {};  // 0 when addressed to a run alone
    Time at = {};
    std::string body = {};
};

enum class OutboxStatus : std::uint8_t { pending = 0, sending = 1, outcome_unknown = 2 };

// An effect on its way out. A row that is done or has failed for good is closed (deleted) in the transaction that
// records its answer; the journal keeps the answer.
struct OutboxRow {
    OutboxId id = {};
    OrgId org = {};
    RunId run = {};  // 0: asked by the desk, not by a run
    SubjectId subject = {};
    std::uint64_t activation = 0;
    std::uint32_t n = 0;           // with run and activation: the idempotency key
    std::string destination = {};  // order is kept per (run, destination)
    OutboxStatus status = OutboxStatus::pending;
    std::uint32_t attempts = 0;
    Time next_at = {};
    std::string body = {};
};

}  // namespace millrace::store
