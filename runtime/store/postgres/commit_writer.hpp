#pragma once

#include <vector>

#include "runtime/store/batch.hpp"
#include "runtime/store/postgres/connection.hpp"
#include "runtime/store/postgres/row_sets.hpp"
#include "runtime/store/postgres/transaction.hpp"

namespace millrace::store::postgres {

// Writes commits inside a transaction, many rows a statement: a group is a stretch of the batch whose commits do not
// touch one another's rows. Local work ends its group, so everything happens in the order of submission.
class CommitWriter {
public:
    CommitWriter(PostgresTransaction& transaction, Ids& ids, const ShardEpochs& epochs)
        : transaction_(transaction), ids_(ids), epochs_(epochs) {}

    // For the time of one transaction.
    void use(Connection& connection) { connection_ = &connection; }
    // Fill in the results. Throw SqlError or HalfWritten with rows left to undo.
    void write_all(Commits& batch);
    void write_one(Commit& commit) { write({&commit}); }

    // Whether the whole batch may go to the server in one message: nothing in it has to look before it writes.
    static bool fits_at_once(const Commits& batch);
    // Its rows, in the order of millrace_write()'s parameters; and the results, as if nothing were refused.
    void take_at_once(const Commits& batch, Values& values);

private:
    using Group = std::vector<Commit*>;

    void write(Group group);
    static void expect_all(const Group& group);
    // Each takes out of the group what it refuses.
    void refuse_known_keys(Group& group);
    void refuse_known_sources(Group& group);
    void insert_runs(Group& group);
    void change_runs(Group& group);
    void relabel(Commit& commit, Group& group);
    void consume(Group& group);

    void count_turns(const Group& group);
    static RowIds consumed_by(const Group& group);
    Turns turns_of(const Group& group) const;
    InboxRows inbox_of(const Group& group);    // those without an id get one
    OutboxRows outbox_of(const Group& group);  // likewise
    static OutboxChanges outbox_changes_of(const Group& group);
    static RowIds outbox_closed_by(const Group& group);
    static Sources sources_of(const Group& group);
    static Keys keys_of(const Group& group);

    void insert_turns(const Group& group);
    void insert_inbox(const Group& group);
    void insert_outbox(const Group& group);
    void change_outbox(const Group& group);
    void close_outbox(const Group& group);
    void remember_sources(const Group& group);
    void remember_keys(const Group& group);
    Outcome owner_of_subject(Commit& commit);
    // Of no rows nothing is sent.
    std::int64_t change(const std::string& sql, RowSet rows, const Values& more = {}) {
        if (rows.count() == 0) {
            return 0;
        }
        Values values;
        rows.take(values);
        values.insert(values.end(), more.begin(), more.end());
        return connection_->change(sql, values);
    }
    std::uint64_t epoch_of(RunId run) const { return epochs_[static_cast<std::size_t>(shard_of(run.value))]; }

    Connection* connection_ = nullptr;
    PostgresTransaction& transaction_;
    Ids& ids_;
    const ShardEpochs& epochs_;
};

}  // namespace millrace::store::postgres
