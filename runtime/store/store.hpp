#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.hpp"
#include "runtime/store/commit.hpp"
#include "runtime/store/ids.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::store {

enum class Writing {
    own_thread,  // a writer thread commits whatever has gathered, as soon as the disk is free
    by_hand,     // nothing is committed until pump(): for simulation and virtual time, on one thread
};

struct Options {
    std::string directory = {};  // where the data lie; empty: in memory
    std::string url = {};        // "postgresql://user@host:port/db": there instead, and the directory is not asked
    Duration patience = {};      // PostgreSQL: how long to wait for shards, and for others to end before a migration
    bool guest = false;          // PostgreSQL: takes no shard, for commands beside the servers
    MigrationList migrations = {};
    Clock* wall = nullptr;  // null: the machine's clock. Outlives the store
    Writing writing = Writing::own_thread;
    std::size_t queue_max = 20'000;  // commits waiting, those of rank 0 counted apart; over it, submit refuses
    std::size_t batch_max = 1'024;   // commits in one transaction
    int readers_max = 4;             // read connections; a further reader waits
    Duration reader_life_max = seconds(5);
    std::uint64_t size_max_bytes = 0;  // SQLite: 0: as large as the disk allows. Over it: storage_full
    // When the write-ahead log is copied into the database: worth it while nobody waits, and even if somebody does. He
    // waits as long as the copy takes, and that grows more slowly than the log: the same pages are in it again and
    // again.
    std::uint64_t log_frames_idle = 2'000;
    std::uint64_t log_frames_max = 64'000;  // 256 MiB
    // Only for the program that cuts the power, to prove that it sees what is lost: commits are not synced.
    bool unsynced_commits = false;
    // Called with one clear line when a commit or sync failed and the store can no longer be trusted. Null: the line
    // goes to standard error and the process ends with status 70, at once; it recovers from the store when started
    // again.
    std::function<void(const std::string& line)> stop = {};
#ifdef MILLRACE_PLANTED_FAULTS
    // A fault for the crash program to find: completions leave a moment before the commit that covers them.
    bool acknowledge_before_commit = false;
#endif
};

struct Statistics {
    std::uint64_t commits = 0;  // came back committed
    std::uint64_t batches = 0;
    std::uint64_t batches_repeated = 0;  // carefully, because one of them failed
    std::uint64_t waiting = 0;           // in the queue now
    std::uint64_t log_frames = 0;        // write-ahead log, now
    std::uint64_t checkpoints = 0;
    std::uint64_t restarts_waited_for_readers = 0;
    std::uint64_t batch_us_total = 0;  // from BEGIN to durable, over all batches
    std::uint64_t batch_us_last = 0;
    bool reachable = true;  // false while a server does not answer and commits wait for it
};

// The truth. All writes go through one queue and are committed in groups; reads go through short-lived snapshots.
// Thread-safe, unless something says otherwise.
class Store {
public:
    virtual ~Store() = default;

    // Receives every finished commit of a batch in one call, on the writer thread, in the order of writing, after it
    // is durable (or refused). Must be cheap: hand the vector over and return; the next batch waits for it. Set once,
    // before the first submit.
    using Completed = std::function<void(Commits)>;
    virtual void on_completed(Completed sink) = 0;

    // Takes the commit, or refuses with "store.busy" (queue full) or "store.closed" and leaves it with the caller.
    virtual Status submit(std::unique_ptr<Commit>&& commit) = 0;
    // Commits one batch on this thread; how many it held. Only with Writing::by_hand.
    virtual std::size_t pump() = 0;

    // Submits and waits until it is durable. For start-up, the command line and tests; never from a writer callback.
    std::unique_ptr<Commit> commit_and_wait(std::unique_ptr<Commit> commit);
    // One piece of work, as a transaction of its own; waits, and calls its notices. The error is the work's own, or
    // says why it was not written.
    Status write(std::function<Status(Transaction&)> work);

    // A snapshot, from a pool; waits when all are out or while the log restarts.
    virtual std::unique_ptr<Reader> reader() = 0;

    // Reads in a snapshot, and again in a fresh one as often as the store could not be reached: for what cannot answer
    // "try again later". Work assigns its results.
    template <class Work>
    auto read(Work&& work) {
        for (;;) {
            try {
                const auto snapshot = reader();
                return work(*snapshot);
            } catch (const SqlError& error) {
                if (error.kind() != SqlError::Kind::unavailable && error.kind() != SqlError::Kind::expired) {
                    throw;
                }
            }
        }
    }

    // now = max(wall, last), where last outlives restarts.
    virtual Clock& clock() = 0;
    // Every id of this process comes from here.
    virtual Ids& ids() = 0;

    // Others may write to it at the same time, and shards come and go.
    virtual bool shared() const { return false; }
    // Now. A commit that needs a shard which is gone when its batch is written comes back as `moved`.
    virtual ShardEpochs shards() const;
    // False while nobody can be sure: too long without an answer from the server, so others may have taken them.
    virtual bool sure_of_shards() const { return true; }

    // A consistent copy of the store while it goes on working. `path` must not exist; blocks the caller until done.
    // "store.backup_failed" says why there is none; PostgreSQL has tools of its own.
    virtual Status backup(const std::string& path) = 0;
    // What the database itself finds wrong with its pages, at most 100 lines; empty when sound. Commits wait meanwhile.
    virtual Result<std::vector<std::string>> quick_check() = 0;

    virtual Statistics statistics() const = 0;

    // Commits what is queued, then refuses everything. The destructor does the same.
    virtual void close() = 0;

private:
    // With Writing::by_hand there is nobody else to commit: pumps until the answer is there.
    virtual void wait_for(std::future<std::unique_ptr<Commit>>& arrival) = 0;
};

// SQLite, a file in the directory or memory, or PostgreSQL. Errors: "store.locked" (another process has it),
// "store.newer" (written by a newer version of the program), "store.unavailable" (no answer from the server),
// "store.unusable".
Result<std::unique_ptr<Store>> open_store(Options options);

}  // namespace millrace::store
