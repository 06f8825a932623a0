#include "runtime/store/sqlite/connection.hpp"

#include <mutex>

#include <fmt/format.h>
#include <sqlite3.h>

#include "runtime/store/sqlite/row_list_table.hpp"

namespace millrace::store::sqlite {
namespace {

constexpr std::size_t cache_max = 512;
constexpr int progress_every = 4'000;  // virtual machine steps: some ten microseconds

void configure_library() {
    static std::once_flag once;
    std::call_once(once, [] {
        // Without counting memory its allocator needs no lock that every connection would share.
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        // What a savepoint may have to undo stays in memory: a batch is small, and a temporary file would cost its
        // speed.
        sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
        sqlite3_initialize();
    });
}

}  // namespace

Connection::Connection(const std::string& path, Mode mode) {
    configure_library();
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    try {
        if (sqlite3_open_v2(path.c_str(), &db_, flags, nullptr) != SQLITE_OK) {
            raise_error(db_, path);
        }
        sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        sqlite3_busy_timeout(db_, 10'000);
        add_row_list_table(db_);
        execute(
            "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
            "PRAGMA foreign_keys = ON");
        if (mode == Mode::read) {
            sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
            execute("PRAGMA query_only = ON; PRAGMA cache_size = -8192");
            sqlite3_wal_autocheckpoint(db_, 0);
        }
    } catch (...) {
        sqlite3_close_v2(db_);
        throw;
    }
}

Connection::~Connection() {
    cache_.clear();
    sqlite3_close_v2(db_);
}

void Connection::execute(const char* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        raise_error(db_, sql);
    }
}

Rows Connection::select(std::string_view sql, const Param* params, std::size_t count, bool read_only) {
    refuse_if_expired();
    auto& statement = prepared(sql, params, count);
    if (read_only && !statement.read_only()) {
        throw SqlError(SqlError::Kind::statement,
                       fmt::format("expected a statement that only reads, but got: {}", sql));
    }
    statement.bind(params, count);
    return statement.rows();
}

std::int64_t Connection::change(std::string_view sql, const Param* params, std::size_t count) {
    auto& statement = prepared(sql, params, count);
    statement.bind(params, count);
    return statement.finish();
}

Prepared& Connection::prepared(std::string_view sql, const Param* params, std::size_t count) {
    if (const auto known = cache_.find(sql); known != cache_.end()) {
        return *known->second;
    }
    if (cache_.size() >= cache_max) {
        cache_.clear();  // somebody puts statements together at run time; starting over keeps memory bounded
    }
    auto statement = std::make_unique<Prepared>(db_, with_row_lists(sql, params, count));
    return *cache_.emplace(std::string(sql), std::move(statement)).first->second;
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(db_) == 0;
}

void Connection::expire_at(std::chrono::steady_clock::time_point deadline) {
    deadline_ = deadline;
    sqlite3_progress_handler(db_, progress_every, &Connection::on_progress, this);
}

void Connection::never_expires() {
    deadline_.reset();
    sqlite3_progress_handler(db_, 0, nullptr, nullptr);
}

int Connection::on_progress(void* self) {
    return std::chrono::steady_clock::now() >= *static_cast<Connection*>(self)->deadline_ ? 1 : 0;
}

void Connection::refuse_if_expired() const {
    if (deadline_ && std::chrono::steady_clock::now() >= *deadline_) {
        throw SqlError(SqlError::Kind::expired,
                       "expected a short-lived reader, but it lived beyond its limit: get a new one");
    }
}

}  // namespace millrace::store::sqlite
