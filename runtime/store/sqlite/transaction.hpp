#pragma once

#include "runtime/store/sqlite/connection.hpp"
#include "runtime/store/writer_transaction.hpp"

namespace millrace::store::sqlite {

// Local work on the writer's connection.
class SqliteTransaction final : public WriterTransaction {
public:
    SqliteTransaction(Connection& connection, Ids& ids, std::uint64_t epoch);

    void begin_piece() override { savepoint_.run(); }
    void undo_piece() override { undo_.run(); }
    void end_piece() override { release_.run(); }

protected:
    void insert(const InboxRow& row, int shard) override;
    void insert(const OutboxRow& row, int shard) override;
    Rows do_select(std::string_view sql, const Param* params, std::size_t count) override;
    std::int64_t do_change(std::string_view sql, const Param* params, std::size_t count) override;

    bool is_only_writer() const override { return true; }  // the folder is locked

private:
    Connection& connection_;
    const std::uint64_t epoch_;
    Prepared insert_inbox_;
    Prepared insert_outbox_;
    Prepared savepoint_;
    Prepared undo_;
    Prepared release_;
};

}  // namespace millrace::store::sqlite
