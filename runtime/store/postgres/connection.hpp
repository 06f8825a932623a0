#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/store/statement.hpp"

namespace millrace::store::postgres {

// One connection, used by one thread at a time. Leaves nothing behind in the session: no named statements, no settings
// beyond a transaction, so that a pooler in transaction mode may stand in between.
// Whatever goes wrong is an SqlError. SqlError::unavailable means that the connection is over or the transaction was
// the victim of a deadlock: what was not committed is gone, get a new connection.
class Connection {
public:
    enum class Mode { write, read };
    Connection(const std::string& url, Mode mode);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // One or more statements without parameters in one round trip; the answer is the last one's.
    Rows execute(const std::string& statements);
    // SQL with $1, $2 … and values as text; casts in the SQL say what they are.
    Rows query(const std::string& sql, const std::vector<std::string>& values);
    std::int64_t change(const std::string& sql, const std::vector<std::string>& values);
    // SQL common to all stores.
    Rows select(std::string_view sql, const Param* params, std::size_t count);
    std::int64_t change(std::string_view sql, const Param* params, std::size_t count);

    // Ends the transaction, or throws: where a bare COMMIT of one that failed rolls back and looks like success.
    void commit() { execute("SELECT 1; COMMIT"); }

    bool usable() const { return usable_; }

private:
    struct Link;
    template <class Work>
    auto guarded(std::string_view doing, Work&& work);
    void watch_plan(const std::string& sql, const std::vector<std::string>& values);

    std::unique_ptr<Link> link_;
    const Mode mode_;
    bool usable_ = true;
};

}  // namespace millrace::store::postgres
