#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "runtime/store/rows.hpp"
#include "runtime/store/session.hpp"

// Reads of the engine's own tables: runs, journal, inbox, outbox. Writing them is the business of Commit.
namespace millrace::store {

// A run as it must be folded: from its newest snapshot (or its first turn) to its head.
struct StoredRun {
    RunHeader header = {};
    std::vector<TurnRow> turns = {};  // oldest first; the first has the snapshot, or is turn 1
};

// Null when there is no such run. "journal.damaged" names the run and the turn whose link or checksum is wrong.
Result<std::optional<StoredRun>> load_run(Session& session, RunId run);
// The whole journal of a run, checked in the same way: for replay and verify.
Result<std::vector<TurnRow>> load_journal(Session& session, RunId run);

std::optional<RunHeader> find_run(Session& session, RunId run);
std::optional<RunHeader> find_run(OrgReader reader, RunId run);  // null for another org's
std::vector<RunHeader> live_runs_of(OrgReader reader, SubjectId subject);

// Those that go on, by what they are about: ask again after the last one's subject until there are none. All of one
// subject come at once, so there may be some more than the limit.
std::vector<RunHeader> live_runs_by_subject(OrgReader reader, SubjectId after, int limit);

struct RunFilter {
    std::string flow = {};                 // empty: all
    std::optional<RunStatus> status = {};  // none: all
    RunId before = {};                     // cursor: only runs older than this; 0 from the newest
    int limit = 50;
};
// Newest first.
std::vector<RunHeader> list_runs(OrgReader reader, const RunFilter& filter);

// Turns of one run with seq > after, in order, at most limit, found by walking back from the head: a page near the end
// is cheap. Unchecked; snapshots are still inside the bodies.
std::vector<TurnRow> journal_page(OrgReader reader, RunId run, std::uint64_t after_seq, int limit);

// What a process must know at start, in slices: ask again with the last row's id until a slice is empty.
struct LiveRun {
    RunId run = {};
    OrgId org = {};
    SubjectId subject = {};
    RunStatus status = RunStatus::running;
    bool owner = true;
    std::optional<Time> due = {};
};
std::vector<LiveRun> live_runs(Session& session, RunId after, int limit);
std::vector<InboxRow> pending_inbox(Session& session, InboxId after, int limit);
// Those that are addressed to a subject, written from then on. Walks all such rows that wait: none waits for long.
std::vector<InboxRow> pending_inbox_of(OrgReader reader, SubjectId subject, Time from);
std::vector<OutboxRow> pending_outbox(Session& session, OutboxId after, int limit);
// The same, of those in these shards (a bit each) that processes with another slot (id.hpp) wrote.
std::vector<InboxRow> inbox_of_others(Session& session, int slot, std::uint64_t shards, InboxId after, int limit);
std::vector<OutboxRow> outbox_of_others(Session& session, int slot, std::uint64_t shards, OutboxId after, int limit);
bool is_pending(Session& session, InboxId id);
// Effects of one run that are still on their way.
std::vector<OutboxRow> outbox_of(OrgReader reader, RunId run);

// For verify: every row there is, in slices.
std::vector<RunHeader> all_runs(Session& session, RunId after, int limit);
std::vector<TurnRow> all_turns(Session& session, std::uint64_t after_lsn, int limit);

// An answer given before to this key, if it is remembered.
struct RememberedAnswer {
    std::string hash = {};
    std::string answer = {};
    Time at = {};
};
std::optional<RememberedAnswer> find_idempotent(OrgReader reader, std::string_view key);

// What became of a fact from outside that was taken before, if it is remembered.
struct RememberedSource {
    RunId run = {};
    std::string answer = {};
};
std::optional<RememberedSource> find_source(OrgReader reader, std::string_view source, std::string_view id);

// Retention, in slices, each a transaction of its own.
// Looks at the next `limit` runs of the org after an id, and removes those that ended before `before`, with their
// journals and what is left of their outbox.
struct RemovedRuns {
    int removed = 0;
    RunId last = {};  // go on after this one; 0: that was the end
};
RemovedRuns remove_ended_runs(Transaction& tx, OrgId org, Time before, RunId after, int limit = 1000);
// How many were removed; call again while it equals the limit.
int remove_old_keys(Transaction& tx, Time before, int limit = 1000);
int remove_old_sources(Transaction& tx, Time before, int limit = 1000);

}  // namespace millrace::store
