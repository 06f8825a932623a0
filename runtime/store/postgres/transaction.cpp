#include "runtime/store/postgres/transaction.hpp"

#include <iterator>

namespace millrace::store::postgres {
namespace {

struct Addressed {
    InboxRow row;
    int shard;
    std::uint64_t epoch;
};

// What a batch's local work has to tell runs: one message to the server for all of it.
class InboxToWrite final : public DeferredItems<Addressed> {
public:
    const std::vector<std::string_view>& tables() const override {
        static const std::vector<std::string_view> names = {"inbox"};
        return names;
    }

protected:
    void write_all(Transaction& tx, const std::vector<Addressed>& all) override {
        using Type = RowList::Type;
        RowList rows({{"id", Type::integer},
                      {"org", Type::integer},
                      {"shard", Type::integer},
                      {"epoch", Type::integer},
                      {"run", Type::integer},
                      {"subject", Type::integer},
                      {"at", Type::integer},
                      {"body", Type::bytes}});
        for (const auto& [row, shard, epoch] : all) {
            rows.add({row.id, row.org, shard, epoch, row.run, row.subject, row.at, bytes(row.body)});
        }
        tx.run(
            "INSERT INTO inbox(id, org, shard, epoch, run, subject, at, body)"
            " SELECT r.id, r.org, r.shard, r.epoch, r.run, r.subject, r.at, r.body FROM $rows AS r",
            {{"rows", rows}});
    }
};

}  // namespace

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
    deferred<InboxToWrite>().leave({row, shard, epochs_[static_cast<std::size_t>(shard)]});
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
