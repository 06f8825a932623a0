#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/store/deferred.hpp"
#include "runtime/store/row_list.hpp"
#include "runtime/store/rows.hpp"
#include "runtime/store/statement.hpp"

namespace millrace::store {

class OrgReader;

// Whoever can run a statement; what goes wrong is thrown as SqlError. Statements are prepared once a connection and
// found again by their text, so pass literals; text put together at run time fills the cache. Every parameter named in
// the text must be given, and no other.
class Session {
public:
    virtual ~Session() = default;
    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Sees one org: binds $org by itself, and refuses a statement that does not ask for it.
    OrgReader org(OrgId org);

    // Over all orgs: for the engine itself, log-in and maintenance. Desk code goes through org().
    Rows query(std::string_view sql, std::initializer_list<Param> params = {}) {
        return select(sql, params.begin(), params.size());
    }
    Rows query(std::string_view sql, const std::vector<Param>& params) {
        return select(sql, params.data(), params.size());
    }
    // The first row, if there is one.
    std::optional<Row> one(std::string_view sql, std::initializer_list<Param> params = {}) {
        return first(select(sql, params.begin(), params.size()));
    }
    std::optional<Row> one(std::string_view sql, const std::vector<Param>& params) {
        return first(select(sql, params.data(), params.size()));
    }

protected:
    friend class OrgReader;
    virtual Rows select(std::string_view sql, const Param* params, std::size_t count) = 0;
    virtual Rows select_settled(std::string_view sql, const Param* params, std::size_t count) {
        return select(sql, params, count);
    }
    static std::optional<Row> first(const Rows& rows) {
        return rows.empty() ? std::nullopt : std::optional<Row>(rows[0]);
    }
};

// A read handle for one org; a small value, good while its session is. Functions that only read desk tables take this,
// so that they serve a reader and a transaction alike.
class OrgReader {
public:
    OrgReader(Session& session, OrgId org) : session_(&session), org_(org) {}

    OrgId org() const { return org_; }
    Rows query(std::string_view sql, std::initializer_list<Param> params = {}) const;
    Rows query(std::string_view sql, const std::vector<Param>& params) const;
    std::optional<Row> one(std::string_view sql, std::initializer_list<Param> params = {}) const;

    // For what hardly ever changes and is asked for with every decision, as who works in a queue: the writer keeps the
    // answer until it changes one of the tables that the statement names, with whatever statement.
    Rows settled(std::string_view sql, std::initializer_list<Param> params = {}) const;
    std::optional<Row> settled_one(std::string_view sql, std::initializer_list<Param> params = {}) const;

private:
    std::vector<Param> with_org(const Param* params, std::size_t count) const;
    Rows select(std::string_view sql, const Param* params, std::size_t count) const;

    Session* session_;
    OrgId org_;
};

inline OrgReader Session::org(OrgId org) {
    return {*this, org};
}

// A consistent view of the store, read-only. Get one, read, let it go: it may live 5 s, after which it throws
// SqlError::expired, because a long reader makes the log grow. Never wait for a commit while holding one: the memory
// store has a single connection. One thread at a time.
class Reader : public Session {};

// The writing side, inside the writer's transaction. Runs on the writer thread: bound statements only; no parsing, no
// hashing, no waiting, no calls outside. Never kept beyond the call it was handed to.
class Transaction : public Session {
public:
    // Runs a statement that changes rows; how many it changed. (A statement with RETURNING goes through query.)
    std::int64_t run(std::string_view sql, std::initializer_list<Param> params = {}) {
        return change(sql, params.begin(), params.size());
    }
    std::int64_t run(std::string_view sql, const std::vector<Param>& params) {
        return change(sql, params.data(), params.size());
    }

    // The time of this batch: the store's clock, which never goes back.
    virtual Time now() const = 0;
    // A fresh id of that shard, above every stored one.
    virtual std::uint64_t new_id(int shard) = 0;
    template <class IdType>
    IdType new_id(int shard) {
        return IdType{new_id(shard)};
    }

    // Writes an inbox row (id 0: given here) and reports it in the commit's result, so that the drive hears of it
    // without reading. Undone with the piece of work that asked.
    virtual InboxId deliver(InboxRow row) = 0;
    // The same for the outbox.
    virtual OutboxId send(OutboxRow row) = 0;
    // Kept for whoever receives the finished commit to call, once it is durable; never called here. Dropped with the
    // piece of work that asked.
    virtual void after_commit(std::function<void()> notice) = 0;

    // Where to leave what can be done at the end of the batch together with the like of others: one of each type.
    template <class Kind>
    Kind& deferred() {
        static const char kind = 0;
        return static_cast<Kind&>(
            deferred_of(&kind, [] { return std::unique_ptr<Deferred>(std::make_unique<Kind>()); }));
    }

protected:
    using MakeDeferred = std::unique_ptr<Deferred> (*)();
    virtual Deferred& deferred_of(const void* kind, MakeDeferred make) = 0;
    virtual std::int64_t change(std::string_view sql, const Param* params, std::size_t count) = 0;
};

}  // namespace millrace::store
