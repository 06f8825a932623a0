#pragma once

#include <optional>

#include "runtime/store/commit.hpp"
#include "runtime/store/ids.hpp"
#include "runtime/store/sqlite/connection.hpp"

namespace millrace::store::sqlite {

// What local work writes through: the writer's connection, and the lists of the commit whose work it is.
class SqliteTransaction final : public Transaction {
public:
    SqliteTransaction(Connection& connection, Ids& ids, std::uint64_t epoch);

    void begin_batch(Time now) {
        now_ = now;
        fatal_.reset();
    }
    void begin_commit(CommitResult& result) { result_ = &result; }
    // An error that concerns the whole batch, even if the work that met it looked away.
    const std::optional<SqlError>& fatal() const { return fatal_; }

    Time now() const override { return now_; }
    std::uint64_t new_id(int shard) override { return ids_.next(shard); }
    InboxId deliver(InboxRow row) override;
    OutboxId send(OutboxRow row) override;
    void after_commit(std::function<void()> notice) override { result_->notices.push_back(std::move(notice)); }

protected:
    Rows select(std::string_view sql, const Param* params, std::size_t count) override;
    std::int64_t change(std::string_view sql, const Param* params, std::size_t count) override;

private:
    template <class Work>
    auto watched(Work&& work);

    Connection& connection_;
    Ids& ids_;
    const std::uint64_t epoch_;
    Prepared insert_inbox_;
    Prepared insert_outbox_;
    Time now_;
    CommitResult* result_ = nullptr;
    std::optional<SqlError> fatal_;
};

}  // namespace millrace::store::sqlite
