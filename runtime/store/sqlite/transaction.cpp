#include "runtime/store/sqlite/transaction.hpp"

#include "engine/base/fault.hpp"

namespace millrace::store::sqlite {

SqliteTransaction::SqliteTransaction(Connection& connection, Ids& ids, std::uint64_t epoch)
    : WriterTransaction(ids),
      connection_(connection),
      epoch_(epoch),
      insert_inbox_(
          connection.handle(),
          "INSERT INTO inbox(id, org, shard, epoch, run, subject, at, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      insert_outbox_(connection.handle(),
                     "INSERT INTO outbox(id, org, shard, epoch, run, subject, activation, n, destination, status,"
                     " attempts, next_at, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"),
      savepoint_(connection.handle(), "SAVEPOINT work"),
      undo_(connection.handle(), "ROLLBACK TO work"),
      release_(connection.handle(), "RELEASE work") {}

void SqliteTransaction::insert(const InboxRow& row, int shard) {
    insert_inbox_.run(row.id, row.org, shard, epoch_, row.run, row.subject, row.at, store::bytes(row.body));
    fail_point("store.commit.inbox_written");
}

void SqliteTransaction::insert(const OutboxRow& row, int shard) {
    insert_outbox_.run(row.id, row.org, shard, epoch_, row.run, row.subject, row.activation, row.n, row.destination,
                       row.status, row.attempts, row.next_at, store::bytes(row.body));
}

Rows SqliteTransaction::do_select(std::string_view sql, const Param* params, std::size_t count) {
    return connection_.select(sql, params, count, false);
}

std::int64_t SqliteTransaction::do_change(std::string_view sql, const Param* params, std::size_t count) {
    return connection_.change(sql, params, count);
}

}  // namespace millrace::store::sqlite
