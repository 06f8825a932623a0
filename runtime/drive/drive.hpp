#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/spent.hpp"
#include "engine/run/decide.hpp"
#include "runtime/drive/admission.hpp"
#include "runtime/drive/envelope.hpp"
#include "runtime/drive/local_effects.hpp"
#include "runtime/drive/versions.hpp"
#include "runtime/schedule/scheduler.hpp"
#include "runtime/store/store.hpp"

namespace millrace::drive {

// How a command fared, told after the commit that covers it.
struct Answered {
    enum class Kind : std::uint8_t {
        done,        // durable
        duplicate,   // the same source id or key came before: `run` and `remembered` are of then
        key_reused,  // the idempotency key came with another body
        rejected,    // the run refused it: `error`
        ignored,     // the run no longer cares
        unknown_run,
        busy,        // refused before anything happened: too much is under way. Told at once, by whoever asked
        over_share,  // likewise, because its org has more under way than its share while others wait too
        storage_full,
        moved,        // its run is going to another process just now: try again
        handed_over,  // durable in the inbox of the process that has the run, which has not come to it yet
        failed,       // `error`
    };
    Kind kind = Kind::failed;
    RunId run;
    Error error;
    std::string remembered;
    Value shown;  // the run as the API shows it, if it was asked for
};
using Done = std::function<void(Answered)>;

struct StartRequest {
    OrgId org;
    std::string flow;
    Value input;
    Value event;
    schedule::Class urgency = schedule::Class::normal;
    std::optional<store::IdempotencyKey> key;
    bool show = false;
};

struct CommandRequest {
    OrgId org;
    RunId run;
    run::Command command;
    schedule::Class urgency = schedule::Class::normal;
    std::optional<store::Source> source;
    bool show = false;
    // Done with the turn, or with the handing over to the process that has the run: who ordered it, for the audit.
    store::LocalWork along = {};
};

// A remote effect that was committed and may leave.
using RemoteSink = std::function<void(std::vector<store::OutboxRow>)>;

// What the drive needs of the rest of the process. References outlive it.
struct World {
    store::Store& store;
    schedule::Scheduler& scheduler;
    const Vocabulary& vocabulary;
    Versions& versions;
    const LocalEffects& effects;
    const Reads& reads;
    RemoteSink remote;
    // Destination of a remote effect, for its outbox row: "https://crm.example:443".
    std::function<std::string(std::string_view effect, const Value& payload)> destination;
    // For a signal to a subject on which no run lives: the desk's own answer to it, in the transaction that consumes
    // the row. Empty result: nothing is to be done.
    std::function<store::LocalWork(const store::InboxRow&, const SignalEnvelope&)> unclaimed;
    // Told after every committed turn: run, status, what happened. Must be quick. May be empty.
    std::function<void(const run::State&, const run::Turn&)> watched;
};

struct DriveOptions {
    std::size_t cache_bytes_max = std::size_t{256} << 20;
    // Under way: in a queue of the scheduler, in their lane, at the disk. Twice what one of the queues holds, so that a
    // flood of one class is refused by its own before it shuts out the others.
    Admission::Options admission = {};
    std::size_t timers_slice = 256;  // due runs taken at once
};

// Load, decide, commit, apply, release: makes runs live. One lane a run: its commands strictly in order, at most one
// decided turn uncommitted; different lanes in parallel. Thread-safe.
class Drive {
public:
    Drive(World world, DriveOptions options = {});
    ~Drive();
    Drive(const Drive&) = delete;
    Drive& operator=(const Drive&) = delete;

    // Reads what was pending when the last process ended: live runs' timers, inbox and outbox rows. Once, first.
    void recover();
    // On a store with several processes: lets go of shards that went to another, takes up those that came, takes rows
    // that others left for ours, and looks after commands that were handed over. Reads; call it about every 100 ms,
    // from one thread. A store that cannot be reached is thrown as SqlError: call it again.
    void look_around();

    void start(StartRequest request, Done done);
    void command(CommandRequest request, Done done);
    // The answer to a remote effect; commits it with the closing of its outbox row, whether or not the run cares.
    // `over` hears when that has come back, or that the row is another process's to answer.
    void answer(store::OutboxRow row, Signal signal, std::function<void()> over = {});
    // Inbox rows that some commit wrote, in order. The drive hears of those of its own commits by itself; commits of
    // the desk hand theirs on through `finished`.
    void deliver(std::vector<store::InboxRow> rows);
    // Takes commits that are finished, of any kind: releases what waits for them. The store's sink.
    void finished(store::Commits commits);

    // Calls back when the run completes, is cancelled, or enters incident or quarantine; at `until` in any case, with
    // the state it is in then. Like every call-back, from a task.
    void when_settled(OrgId org, RunId run, Time until, Done done);
    // Time has come nearer: fires what is due. Called by the timer thread, or by a test that moved its clock.
    void tick();
    // When tick has something to do next; never, if nothing is due.
    Time next_due() const;

    struct Figures {
        std::uint64_t turns = 0;
        std::uint64_t runs_started = 0;
        std::uint64_t runs_ended = 0;
        std::uint64_t incidents = 0;
        std::uint64_t quarantined = 0;
        std::uint64_t decided_again = 0;  // because an answer was missing
        std::uint64_t loads = 0;
        std::uint64_t steps = 0;
        std::size_t lanes = 0;
        std::size_t commands_waiting = 0;
        std::size_t room = 0;  // for commands that nobody waits for on the line
        std::size_t cached_bytes = 0;
        std::size_t timers = 0;
        std::size_t shards = 0;  // whose runs are ours
        Duration oldest_timer_late = {};
        std::optional<std::int64_t> runs_live;  // of the store; unknown where others have a part of it
        Spent commits;                          // from handing a turn in to knowing that it is durable
    };
    Figures figures() const;

private:
    class Work;
    std::shared_ptr<Work> work_;
};

// Calls tick() when something is due. Its own thread.
class TimerThread {
public:
    TimerThread(Drive& drive, Clock& clock);
    ~TimerThread();

private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace millrace::drive
