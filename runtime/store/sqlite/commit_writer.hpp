#pragma once

#include "runtime/store/batch.hpp"
#include "runtime/store/commit.hpp"
#include "runtime/store/sqlite/connection.hpp"
#include "runtime/store/sqlite/transaction.hpp"

namespace millrace::store::sqlite {

// Writes one commit inside a transaction. What can be refused is asked before or by the first row written, so that a
// refusal leaves nothing behind and the common commit needs no savepoint.
class CommitWriter {
public:
    CommitWriter(Connection& connection, SqliteTransaction& transaction, std::uint64_t epoch, std::uint64_t last_lsn);

    // Fills in the result. Throws SqlError or HalfWritten with rows left to undo.
    void write(Commit& commit);

    std::uint64_t last_lsn() const { return last_lsn_; }
    void set_last_lsn(std::uint64_t lsn) { last_lsn_ = lsn; }

private:
    Outcome write_rows(Commit& commit);
    Outcome seen_before(Commit& commit);
    Outcome change_run(Commit& commit);
    Outcome insert_run(Commit& commit);
    Outcome owner_of_subject(Commit& commit);
    void insert_turn(Commit& commit);
    void change_outbox(const OutboxChange& change);
    void remember(const Commit& commit);

    Connection& connection_;
    SqliteTransaction& transaction_;
    const std::uint64_t epoch_;
    std::uint64_t last_lsn_;

    Prepared insert_run_;
    Prepared update_run_;         // status as before: no index is touched
    Prepared update_run_status_;  // one index entry moves
    Prepared update_run_all_;
    Prepared find_owner_;
    Prepared insert_turn_;
    Prepared delete_inbox_;
    Prepared update_outbox_;
    Prepared delete_outbox_;
    Prepared insert_source_;
    Prepared insert_key_;
};

}  // namespace millrace::store::sqlite
