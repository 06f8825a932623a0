#pragma once

#include <optional>

#include "runtime/store/postgres/connection.hpp"
#include "runtime/store/writer_transaction.hpp"

namespace millrace::store::postgres {

// Local work on the writer's connection. Savepoints are made when they are needed: a piece that writes nothing costs no
// round trip, and one that succeeds leaves its savepoint to the next.
class PostgresTransaction final : public WriterTransaction {
public:
    PostgresTransaction(Ids& ids, const ShardEpochs& epochs) : WriterTransaction(ids), epochs_(epochs) {}

    // For the time of one transaction.
    void use(Connection& connection) {
        connection_ = &connection;
        forget_savepoints();
    }
    // An outer savepoint was released or undone, and ours with it.
    void forget_savepoints() {
        open_ = false;
        wanted_ = false;
        spoiled_.reset();
    }

    void begin_piece() override;
    void undo_piece() override;
    void end_piece() override { wanted_ = false; }
    const SqlError* spoiled() const override { return spoiled_ ? &*spoiled_ : nullptr; }

protected:
    void insert(const InboxRow& row, int shard) override;
    void insert(const OutboxRow& row, int shard) override;
    Rows do_select(std::string_view sql, const Param* params, std::size_t count) override;
    std::int64_t do_change(std::string_view sql, const Param* params, std::size_t count) override;

private:
    template <class Work>
    auto in_piece(Work&& work);

    Connection* connection_ = nullptr;
    const ShardEpochs& epochs_;
    bool wanted_ = false;  // a piece has begun, without a statement so far
    bool open_ = false;    // there is a savepoint to release before the next
    std::optional<SqlError> spoiled_;
};

}  // namespace millrace::store::postgres
