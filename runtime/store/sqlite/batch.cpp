#include "runtime/store/sqlite/batch.hpp"

#include "engine/base/fault.hpp"

namespace millrace::store::sqlite {

Batch::Batch(Connection& connection, SteadyTime& clock, Ids& ids, const Marks& marks)
    : connection_(connection),
      clock_(clock),
      transaction_(connection, ids, marks.epoch),
      writer_(connection, transaction_, marks.epoch, marks.last_lsn),
      stored_clock_(marks.clock),
      begin_(connection.handle(), "BEGIN IMMEDIATE"),
      commit_(connection.handle(), "COMMIT"),
      rollback_(connection.handle(), "ROLLBACK"),
      savepoint_(connection.handle(), "SAVEPOINT one"),
      undo_(connection.handle(), "ROLLBACK TO one"),
      release_(connection.handle(), "RELEASE one"),
      store_clock_(connection.handle(),
                   "INSERT INTO meta(name, number) VALUES('clock', ?1)"
                   " ON CONFLICT(name) DO UPDATE SET number = excluded.number") {}

bool Batch::write(Commits& batch) {
    try {
        if (attempt(batch)) {
            return false;
        }
        attempt_carefully(batch);
        return true;
    } catch (const SqlError& error) {
        roll_back();
        if (error.kind() != SqlError::Kind::full) {
            throw;
        }
        for (auto& commit : batch) {
            commit->result = {};
            commit->result.outcome = Outcome::storage_full;
            commit->result.error = {"storage_full", "expected room on the disk, but it is full; nothing was written"};
        }
        return false;
    }
}

namespace {

bool concerns_all(const SqlError& error) {
    return error.kind() == SqlError::Kind::full || error.kind() == SqlError::Kind::broken;
}

}  // namespace

bool Batch::attempt(Commits& batch) {
    begin();
    try {
        for (auto& commit : batch) {
            writer_.write(*commit);
        }
    } catch (const HalfWritten&) {
        roll_back();
        return false;
    } catch (const SqlError& error) {
        if (concerns_all(error)) {
            throw;
        }
        roll_back();
        return false;
    }
#ifdef MILLRACE_PLANTED_FAULTS
    if (before_commit) {
        before_commit(batch);
    }
#endif
    commit();
    return true;
}

void Batch::attempt_carefully(Commits& batch) {
    begin();
    for (auto& commit : batch) {
        write_alone(*commit);
    }
    commit();
}

void Batch::write_alone(Commit& commit) {
    const auto lsn = writer_.last_lsn();
    const auto undo = [&](Outcome outcome, Error error) {
        undo_.run();
        writer_.set_last_lsn(lsn);
        commit.result = {};
        commit.result.outcome = outcome;
        commit.result.error = std::move(error);
    };
    savepoint_.run();
    try {
        writer_.write(commit);
    } catch (const HalfWritten& half) {
        undo(half.outcome, {});
    } catch (const SqlError& error) {
        if (concerns_all(error)) {
            throw;
        }
        undo(Outcome::failed, error.error());
    }
    release_.run();
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
    writer_.set_last_lsn(lsn_before_);
    stored_clock_ = Time{0};  // perhaps it was rolled back too: store it with the next batch
}

void Batch::store_clock() {
    store_clock_.run(clock_.now());
}

}  // namespace millrace::store::sqlite
