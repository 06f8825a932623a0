#include "runtime/store/sqlite/transaction.hpp"

#include "engine/base/fault.hpp"

namespace millrace::store::sqlite {
namespace {

// A row goes where its subject lives; a run takes its subject's shard, so either tells.
int shard_of_row(RunId run, SubjectId subject) {
    return shard_of(subject ? subject.value : run.value);
}

}  // namespace

SqliteTransaction::SqliteTransaction(Connection& connection, Ids& ids, std::uint64_t epoch)
    : connection_(connection),
      ids_(ids),
      epoch_(epoch),
      insert_inbox_(
          connection.handle(),
          "INSERT INTO inbox(id, org, shard, epoch, run, subject, at, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      insert_outbox_(connection.handle(),
                     "INSERT INTO outbox(id, org, shard, epoch, run, subject, activation, n, destination, status,"
                     " attempts, next_at, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)") {}

// Runs a statement and remembers an error that ends the batch.
template <class Work>
auto SqliteTransaction::watched(Work&& work) {
    try {
        return work();
    } catch (const SqlError& error) {
        if (error.kind() == SqlError::Kind::full || error.kind() == SqlError::Kind::broken) {
            fatal_ = error;
        }
        throw;
    }
}

InboxId SqliteTransaction::deliver(InboxRow row) {
    const int shard = shard_of_row(row.run, row.subject);
    if (!row.id) {
        row.id = InboxId{ids_.next(shard)};
    }
    watched([&] {
        return insert_inbox_.run(row.id, row.org, shard, epoch_, row.run, row.subject, row.at, store::bytes(row.body));
    });
    fail_point("store.commit.inbox_written");
    result_->inbox.push_back(std::move(row));
    return result_->inbox.back().id;
}

OutboxId SqliteTransaction::send(OutboxRow row) {
    const int shard = shard_of_row(row.run, row.subject);
    if (!row.id) {
        row.id = OutboxId{ids_.next(shard)};
    }
    watched([&] {
        return insert_outbox_.run(row.id, row.org, shard, epoch_, row.run, row.subject, row.activation, row.n,
                                  row.destination, row.status, row.attempts, row.next_at, store::bytes(row.body));
    });
    result_->outbox.push_back(std::move(row));
    return result_->outbox.back().id;
}

Rows SqliteTransaction::select(std::string_view sql, const Param* params, std::size_t count) {
    return watched([&] { return connection_.select(sql, params, count, false); });
}

std::int64_t SqliteTransaction::change(std::string_view sql, const Param* params, std::size_t count) {
    return watched([&] { return connection_.change(sql, params, count); });
}

}  // namespace millrace::store::sqlite
