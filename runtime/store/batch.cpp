#include "runtime/store/batch.hpp"

namespace millrace::store {
namespace {

bool attempt(BatchTarget& target, Commits& batch) {
    target.begin();
    try {
        target.write_all(batch);
    } catch (const HalfWritten&) {
        target.roll_back();
        return false;
    } catch (const SqlError& error) {
        if (concerns_all(error)) {
            throw;
        }
        target.roll_back();
        return false;
    }
    target.commit();
    return true;
}

void write_alone(BatchTarget& target, Commit& commit) {
    const auto undo = [&](Outcome outcome, Error error) {
        target.undo();
        commit.result = {};
        commit.result.outcome = outcome;
        commit.result.error = std::move(error);
    };
    target.savepoint();
    try {
        target.write_one(commit);
    } catch (const HalfWritten& half) {
        undo(half.outcome, {});
    } catch (const SqlError& error) {
        if (concerns_all(error)) {
            throw;
        }
        undo(Outcome::failed, error.error());
    }
    target.release();
}

void attempt_carefully(BatchTarget& target, Commits& batch) {
    target.begin();
    for (auto& commit : batch) {
        write_alone(target, *commit);
    }
    target.commit();
}

}  // namespace

bool concerns_all(const SqlError& error) {
    return error.kind() == SqlError::Kind::full || error.kind() == SqlError::Kind::broken ||
           error.kind() == SqlError::Kind::unavailable;
}

bool write_batch(BatchTarget& target, Commits& batch) {
    try {
        if (attempt(target, batch)) {
            return false;
        }
        attempt_carefully(target, batch);
        return true;
    } catch (const SqlError& error) {
        target.roll_back();
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

}  // namespace millrace::store
