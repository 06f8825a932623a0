#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/store/statement.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace millrace::store::sqlite {

// One compiled statement of one connection.
class Prepared {
public:
    Prepared(sqlite3* db, std::string_view sql);
    ~Prepared();
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;

    // The hot path: values in the order of ?1, ?2 …; how many rows changed.
    template <class... Values>
    std::int64_t run(const Values&... values) {
        int at = 0;
        (bind(++at, Bound(values)), ...);
        return finish();
    }
    // The first column of the first row, if there is a row and it is a whole number.
    template <class... Values>
    std::optional<std::int64_t> number(const Values&... values) {
        int at = 0;
        (bind(++at, Bound(values)), ...);
        return first_number();
    }

    // By name; each parameter of the statement exactly once.
    void bind(const Param* params, std::size_t count);
    std::int64_t finish();
    Rows rows();
    bool read_only() const;

private:
    void bind(int at, const Bound& value);
    bool step();
    void reset() noexcept;
    std::optional<std::int64_t> first_number();
    void append_row(detail::Table& table, int columns);
    [[noreturn]] void fail();

    sqlite3* db_;
    sqlite3_stmt* statement_ = nullptr;
    std::vector<std::string> parameters_;  // without the $
    std::shared_ptr<const std::vector<std::string>> columns_;
};

// One connection, used by one thread at a time.
class Connection {
public:
    enum class Mode { write, read };
    Connection(const std::string& path, Mode mode);  // ":memory:" for memory; throws SqlError
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // One or more statements without parameters or rows: pragmas, DDL, transaction control.
    void execute(const char* sql);
    void execute(const std::string& sql) { execute(sql.c_str()); }
    Rows select(std::string_view sql, const Param* params, std::size_t count, bool read_only);
    std::int64_t change(std::string_view sql, const Param* params, std::size_t count);

    bool in_transaction() const;
    sqlite3* handle() const { return db_; }

    // Statements still running at that moment are stopped, further ones refused, with SqlError::expired.
    void expire_at(std::chrono::steady_clock::time_point deadline);
    void never_expires();

private:
    Prepared& prepared(std::string_view sql, const Param* params, std::size_t count);
    void refuse_if_expired() const;
    static int on_progress(void* self);

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    sqlite3* db_ = nullptr;
    std::unordered_map<std::string, std::unique_ptr<Prepared>, Hash, std::equal_to<>> cache_;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
};

// Throws what the connection's last error was.
[[noreturn]] void raise_error(sqlite3* db, std::string_view doing);

}  // namespace millrace::store::sqlite
