#pragma once

#include <functional>

#include "runtime/store/clock.hpp"
#include "runtime/store/sqlite/commit_writer.hpp"
#include "runtime/store/sqlite/schema.hpp"

namespace millrace::store::sqlite {

// One transaction for a whole batch, and what happens when something in it goes wrong:
// - one commit fails: the batch is rolled back and repeated with a savepoint around each, so only that one leaves it;
// - the disk is full: rolled back, all of the batch come back as storage_full;
// - anything else: SqlError::broken leaves write(), and the process must not go on with this connection.
class Batch {
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
    bool attempt(Commits& batch);
    void attempt_carefully(Commits& batch);
    void write_alone(Commit& commit);
    void begin();
    void commit();
    void roll_back();

    Connection& connection_;
    SteadyTime& clock_;
    SqliteTransaction transaction_;
    CommitWriter writer_;
    Time stored_clock_;
    std::uint64_t lsn_before_ = 0;

    Prepared begin_;
    Prepared commit_;
    Prepared rollback_;
    Prepared savepoint_;
    Prepared undo_;
    Prepared release_;
    Prepared store_clock_;
};

}  // namespace millrace::store::sqlite
