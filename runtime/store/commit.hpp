#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "runtime/store/rows.hpp"
#include "runtime/store/session.hpp"

namespace millrace::store {

// How a run's header changes with its turn.
struct RunChange {
    RunHeader header = {};
    std::uint64_t seq_before = 0;  // compare-and-set; 0 inserts a new run
    RunStatus status_before = RunStatus::running;
    bool relabelled =
        false;  // flow, version, subject or owner changed too (else only what every turn changes is written)
};

// A fact from outside that must take effect once: unique per (org, source). Checked before anything is written.
struct Source {
    OrgId org = {};
    std::string source = {};  // "api.signal", "webchat", a provider's name
    std::string id = {};
    RunId run = {};  // what a later duplicate is told
    std::string answer = {};
};

// An Idempotency-Key, kept at least 24 h. `answer` may be set by local work of the same commit.
struct IdempotencyKey {
    OrgId org = {};
    std::string key = {};   // with the operation's name in front, if keys of two operations may meet
    std::string hash = {};  // of the body: the same key with another hash is key_reused
    std::string answer = {};
};

struct OutboxChange {
    OutboxId id = {};
    bool close = false;  // delete the row; the rest is then ignored
    OutboxStatus status = OutboxStatus::pending;
    std::uint32_t attempts = 0;
    Time next_at = {};
};

// Desk work inside the transaction, after the turn's rows; each piece is undone alone when it returns an error or
// throws. It may be called more than once (a batch that is repeated), so it assigns its results and never appends.
struct LocalWork {
    std::function<Status(Transaction&)> run = {};
    // Called after the undoing, in the same transaction, e.g. to deliver the failure to the run that asked. Must not
    // fail.
    std::function<void(Transaction&, const Error&)> failed = {};
};

enum class Outcome : std::uint8_t {
    committed,      // durable. Its local work may have failed piece by piece: see local
    conflict,       // the run moved on (or its inbox row is gone): load it again. Nothing was written
    subject_taken,  // another live run owns the subject: see earlier. Nothing was written
    duplicate,      // source or idempotency key seen before: see earlier and answer. Nothing was written
    key_reused,     // the idempotency key came with another body. Nothing was written
    failed,         // this commit alone could not be written: see error
    storage_full,   // the disk is full: its whole batch was rolled back
    moved,          // its run belongs to another process now. Nothing was written
    closed,         // the store was closed before its turn came
};
std::string_view to_text(Outcome outcome);

struct CommitResult {
    Outcome outcome = Outcome::closed;
    Error error;
    std::uint64_t lsn = 0;          // of the turn
    RunId earlier;                  // duplicate, subject_taken: the run of before
    std::string answer;             // duplicate: the answer of before
    std::vector<Status> local;      // one for each piece of local work
    std::vector<InboxRow> inbox;    // every inbox row written, the commit's own and those of its local work, in order
    std::vector<OutboxRow> outbox;  // likewise
    std::vector<std::function<void()>> notices;  // Transaction::after_commit: for the receiver to call
};

// What is written together or not at all: a turn with everything it did, or only local work (a job of the desk).
// Derive from it to carry what the receiver needs when it comes back.
struct Commit {
    virtual ~Commit() = default;

    std::optional<TurnRow> turn;
    std::optional<RunChange> run;
    InboxId consumed;               // 0: none
    std::vector<InboxRow> inbox;    // ids 0 are given by the writer
    std::vector<OutboxRow> outbox;  // likewise
    std::vector<OutboxChange> outbox_changes;
    std::optional<Source> source;
    std::optional<IdempotencyKey> key;
    std::vector<LocalWork> local;  // without a turn, one that fails also keeps source and key from being recorded
    std::uint64_t shards = 0;      // a bit for each shard whose runs the local work changes

    // Where it waits for the disk: those of rank 0 are written first, some of rank 2 always among the others; within a
    // rank each in turn.
    struct Standing {
        std::uint8_t rank = 0;  // at most 2
        std::uint64_t whose = 0;
    };
    Standing standing = {};

    // If set, called instead of the store's sink, on the writer thread: hand over and return at once.
    std::function<void(std::unique_ptr<Commit>)> done;

    CommitResult result;  // filled in when it comes back
};

using Commits = std::vector<std::unique_ptr<Commit>>;

}  // namespace millrace::store
