#include "runtime/store/sqlite/batch.hpp"

#include "engine/base/fault.hpp"

namespace millrace::store::sqlite {

Batch::Batch(Connection& connection, SteadyTime& clock, Ids& ids, const Marks& marks)
    : connection_(connection),
      clock_(clock),
      transaction_(connection, ids, marks.epoch),
      writer_(connection, transaction_, marks.epoch, marks.last_lsn),
      begin_(connection.handle(), "BEGIN IMMEDIATE"),
      commit_(connection.handle(), "COMMIT"),
      rollback_(connection.handle(), "ROLLBACK"),
      savepoint_(connection.handle(), "SAVEPOINT one"),
      undo_(connection.handle(), "ROLLBACK TO one"),
      release_(connection.handle(), "RELEASE one"),
      opened_(marks.clock),
      store_clock_(connection.handle(),
                   "INSERT INTO meta(name, number) VALUES('clock', ?1)"
                   " ON CONFLICT(name) DO UPDATE SET number = excluded.number"),
      store_closed_(connection.handle(),
                    "INSERT INTO meta(name, number) SELECT 'clock.closed', number FROM meta WHERE name = 'clock'"
                    " ON CONFLICT(name) DO UPDATE SET number = excluded.number") {}

bool Batch::write(Commits& batch) {
    return write_batch(*this, batch);
}

void Batch::write_all(Commits& batch) {
    for (auto& commit : batch) {
        writer_.write(*commit);
    }
    transaction_.write_deferred();
#ifdef MILLRACE_PLANTED_FAULTS
    if (before_commit) {
        before_commit(batch);
    }
#endif
}

void Batch::savepoint() {
    lsn_before_one_ = writer_.last_lsn();
    savepoint_.run();
}

void Batch::undo() {
    undo_.run();
    transaction_.forget();
    writer_.set_last_lsn(lsn_before_one_);
}

void Batch::begin() {
    begin_.run();
    fail_point("store.batch.begun");
    lsn_before_ = writer_.last_lsn();
    const Time now = clock_.now();
    transaction_.begin_batch(now);
    // Before the first commit, so that a batch of refusals leaves the mark alone only if it was fresh anyway.
    if (now >= stored_clock_ + clock_mark_every) {
        store_clock_.run(now);
        stored_clock_ = now;
    }
}

void Batch::commit() {
    fail_point("store.batch.before_commit");
    commit_.run();
    fail_point("store.batch.committed");
}

void Batch::roll_back() {
    if (connection_.in_transaction()) {
        rollback_.run();
    }
    transaction_.forget();
    writer_.set_last_lsn(lsn_before_);
    stored_clock_ = Time{0};  // perhaps it was rolled back too: store it with the next batch
}

void Batch::store_clock() {
    // Ids begin above this mark, so each life ends beyond where it began, though the clock stood still meanwhile.
    clock_.raise(opened_ + milliseconds(1));
    store_clock_.run(clock_.now());
    store_closed_.run();
}

}  // namespace millrace::store::sqlite
