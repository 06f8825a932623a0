#pragma once

#include <functional>

#include "runtime/store/batch.hpp"
#include "runtime/store/clock.hpp"
#include "runtime/store/sqlite/commit_writer.hpp"
#include "runtime/store/sqlite/schema.hpp"

namespace millrace::store::sqlite {

// A batch on the writing connection. SqlError::broken leaves write(), and the process must not go on with this
// connection.
class Batch final : private BatchTarget {
public:
    Batch(Connection& connection, SteadyTime& clock, Ids& ids, const Marks& marks);

    // True if it had to be repeated.
    bool write(Commits& batch);
    // Stores the clock's mark now, not when it is due.
    void store_clock();
#ifdef MILLRACE_PLANTED_FAULTS
    std::function<void(Commits&)> before_commit;
#endif

private:
    void begin() override;
    void write_all(Commits& batch) override;
    void write_one(Commit& commit) override {
        writer_.write(commit);
        transaction_.write_deferred();
    }
    void commit() override;
    void roll_back() override;
    void savepoint() override;
    void undo() override;
    void release() override {
        release_.run();
    }

    Connection& connection_;
    SteadyTime& clock_;
    SqliteTransaction transaction_;
    CommitWriter writer_;
    Time stored_clock_;                 // by us
    std::uint64_t lsn_before_ = 0;      // of the batch
    std::uint64_t lsn_before_one_ = 0;  // of the savepoint

    Prepared begin_;
    Prepared commit_;
    Prepared rollback_;
    Prepared savepoint_;
    Prepared undo_;
    Prepared release_;
    const Time opened_;  // where time began for us
    Prepared store_clock_;
    Prepared store_closed_;
};

}  // namespace millrace::store::sqlite
