#pragma once

#include <functional>

#include "runtime/store/batch.hpp"
#include "runtime/store/clock.hpp"
#include "runtime/store/marks.hpp"
#include "runtime/store/postgres/commit_writer.hpp"
#include "runtime/store/postgres/lease.hpp"
#include "runtime/store/postgres/link.hpp"

namespace millrace::store::postgres {

// A batch on the writing connection, as long as it takes to know its fate: a connection that is lost before the commit
// is sent costs a repetition, one that is lost with it is asked about.
// SqlError::broken leaves write() when the lease is lost or nothing can be trusted: the process must stop.
class Batch final : private BatchTarget {
public:
    Batch(Link& link, const Lease& lease, SteadyTime& clock, Ids& ids, Time opened);

    // True if it had to be repeated. SqlError::unavailable: the link was closed before the store could be reached; what
    // was not acknowledged may or may not have happened.
    bool write(Commits& batch);
    // Stores the clock's mark now, not when it is due.
    void store_clock();
#ifdef MILLRACE_PLANTED_FAULTS
    std::function<void(Commits&)> before_commit;
#endif

private:
    bool settle();
    bool write_at_once(Commits& batch);
    bool clock_is_due(Time now) const {
        return now >= stored_clock_ + clock_mark_every;
    }

    void begin() override;
    void write_all(Commits& batch) override;
    void write_one(Commit& commit) override {
        writer_.write_one(commit);
        transaction_.write_deferred();
    }
    void commit() override;
    void roll_back() override;
    void savepoint() override;
    void undo() override;
    void release() override;

    Link& link_;
    const Lease& lease_;
    SteadyTime& clock_;
    Connection* current_ = nullptr;  // of the open transaction: never another in its place
    PostgresTransaction transaction_;
    CommitWriter writer_;
    const Time opened_;  // where time began for us
    Time stored_clock_;
    std::int64_t last_batch_ = 0;  // durable, and known to be
    bool in_doubt_ = false;        // the batch after it was sent to be committed, and no answer came
    bool repeated_ = false;
    std::uint64_t shards_ = 0;
    bool at_desk_ = false;  // some of it is local work
};

}  // namespace millrace::store::postgres
