#pragma once

#include "runtime/store/commit.hpp"

namespace millrace::store {

// Thrown when a commit turns out impossible after some of its rows were written: undo, then write it with a savepoint.
struct HalfWritten {
    Outcome outcome;
};

// How one store opens, fills and ends the transaction of a batch.
class BatchTarget {
public:
    virtual ~BatchTarget() = default;

    virtual void begin() = 0;
    // Fill in the results. What can be refused leaves nothing behind; HalfWritten and SqlError leave rows to undo.
    virtual void write_all(Commits& batch) = 0;
    virtual void write_one(Commit& commit) = 0;
    virtual void commit() = 0;
    virtual void roll_back() = 0;  // harmless without a transaction

    // Around one commit. undo() is followed by release().
    virtual void savepoint() = 0;
    virtual void undo() = 0;
    virtual void release() = 0;
};

// One transaction for a whole batch, and what happens when something in it goes wrong; true if it had to be repeated:
// - one commit fails: the batch is rolled back and repeated with a savepoint around each, so only that one leaves it;
// - the disk is full: rolled back, all of the batch come back as storage_full;
// - anything else: rolled back as far as possible, and the SqlError is the store's to judge.
bool write_batch(BatchTarget& target, Commits& batch);

// Not about one statement: the whole batch, or the store.
bool concerns_all(const SqlError& error);

}  // namespace millrace::store
