#include "runtime/store/postgres/transaction.hpp"

#include <iterator>

namespace millrace::store::postgres {

void PostgresTransaction::begin_piece() {
    wanted_ = true;
    spoiled_.reset();
}

void PostgresTransaction::undo_piece() {
    spoiled_.reset();
    if (!wanted_) {
        connection_->execute("ROLLBACK TO SAVEPOINT work");
    }
    wanted_ = false;
}

// After an error the server refuses everything until the savepoint is undone: the piece is lost even if its work looks
// away.
template <class Work>
auto PostgresTransaction::in_piece(Work&& work) {
    if (wanted_) {
        connection_->execute(open_ ? "RELEASE SAVEPOINT work; SAVEPOINT work" : "SAVEPOINT work");
        wanted_ = false;
        open_ = true;
    }
    try {
        return work();
    } catch (const SqlError& error) {
        if (!spoiled_) {
            spoiled_ = error;
        }
        throw;
    }
}

void PostgresTransaction::insert(const InboxRow& row, int shard) {
    const Param params[] = {{"id", row.id},   {"org", row.org},
                            {"shard", shard}, {"epoch", epochs_[static_cast<std::size_t>(shard)]},
                            {"run", row.run}, {"subject", row.subject},
                            {"at", row.at},   {"body", bytes(row.body)}};
    do_change(
        "INSERT INTO inbox(id, org, shard, epoch, run, subject, at, body)"
        " VALUES($id, $org, $shard, $epoch, $run, $subject, $at, $body)",
        params, std::size(params));
}

void PostgresTransaction::insert(const OutboxRow& row, int shard) {
    const Param params[] = {{"id", row.id},
                            {"org", row.org},
                            {"shard", shard},
                            {"epoch", epochs_[static_cast<std::size_t>(shard)]},
                            {"run", row.run},
                            {"subject", row.subject},
                            {"activation", row.activation},
                            {"n", row.n},
                            {"destination", row.destination},
                            {"status", row.status},
                            {"attempts", row.attempts},
                            {"next_at", row.next_at},
                            {"body", bytes(row.body)}};
    do_change(
        "INSERT INTO outbox(id, org, shard, epoch, run, subject, activation, n, destination, status, attempts, next_at,"
        " body) VALUES($id, $org, $shard, $epoch, $run, $subject, $activation, $n, $destination, $status, $attempts,"
        " $next_at, $body)",
        params, std::size(params));
}

Rows PostgresTransaction::do_select(std::string_view sql, const Param* params, std::size_t count) {
    return in_piece([&] { return connection_->select(sql, params, count); });
}

std::int64_t PostgresTransaction::do_change(std::string_view sql, const Param* params, std::size_t count) {
    return in_piece([&] { return connection_->change(sql, params, count); });
}

}  // namespace millrace::store::postgres
