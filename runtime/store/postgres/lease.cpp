#include "runtime/store/postgres/lease.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>
#include <unistd.h>

namespace millrace::store::postgres {
namespace {

// The database's clock, whatever the transaction's age.
#define MILLRACE_DATABASE_MS "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

// Longer than a process that stopped in the middle of a batch may keep its locks.
constexpr auto begin_take_over = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '6s'";

std::string new_owner() {
    char host[65] = {};
    gethostname(host, sizeof host - 1);
    std::string safe;
    for (const char c : std::string(host)) {
        safe += c == '\'' || c == '\\' ? '_' : c;
    }
    std::random_device random;
    return fmt::format("{} pid {} {:08x}{:08x}{:08x}{:08x}", safe, getpid(), random(), random(), random(), random());
}

std::string without_random(const std::string& owner) {
    return owner.substr(0, owner.rfind(' '));
}

// All shards, locked in their order.
Rows lock_shards(Connection& connection) {
    connection.execute(fmt::format(
        "INSERT INTO shard(shard, epoch, owner, lease_until) SELECT n, 0, '', 0 FROM generate_series(0, {}) AS n"
        " ON CONFLICT(shard) DO NOTHING",
        shard_count - 1));
    return connection.execute("SELECT shard, epoch, owner, lease_until - " MILLRACE_DATABASE_MS
                              " AS remaining FROM shard ORDER BY shard FOR UPDATE");
}

Error locked(const std::string& owner, std::int64_t remaining_ms) {
    return {"store.locked",
            fmt::format("expected to be the only process that works in this database, but {} has it; if that process "
                        "is gone, its lease ends in {} s",
                        without_random(owner), (remaining_ms + 999) / 1000)};
}

}  // namespace

Result<Lease> Lease::take(Connection& connection) {
    connection.execute(begin_take_over);
    std::int64_t epoch = 0;
    for (const auto row : lock_shards(connection)) {
        epoch = std::max(epoch, row.integer("epoch"));
        if (row.integer("remaining") > 0) {
            connection.execute("ROLLBACK");
            return locked(row.get<std::string>("owner"), row.integer("remaining"));
        }
    }
    Lease lease(new_owner(), static_cast<std::uint64_t>(epoch) + 1);
    connection.execute(fmt::format("UPDATE shard SET epoch = {}, owner = '{}', lease_until = " MILLRACE_DATABASE_MS
                                   " + {}; DELETE FROM writer; INSERT INTO writer(owner, batch) VALUES('{}', 0)",
                                   lease.epoch_, lease.owner_, lease_life.ms, lease.owner_));
    connection.commit();
    return lease;
}

Lease::Held Lease::held(Connection& connection) {
    const auto rows = connection.execute("SELECT max(lease_until) AS until, max(lease_until) - " MILLRACE_DATABASE_MS
                                         " AS remaining FROM shard");
    return {rows[0].integer("until"), rows[0].integer("remaining")};
}

bool Lease::renew(Connection& connection) const {
    const auto renewed = connection.execute(
        fmt::format("WITH ours AS (SELECT shard FROM shard WHERE epoch = {} AND owner = '{}' ORDER BY shard FOR UPDATE)"
                    " UPDATE shard SET lease_until = " MILLRACE_DATABASE_MS
                    " + {} FROM ours WHERE shard.shard = ours.shard RETURNING shard.shard",
                    epoch_, owner_, lease_life.ms));
    return renewed.size() == shard_count;
}

void Lease::give_back(Connection& connection) const {
    connection.execute(
        fmt::format("BEGIN; UPDATE shard SET lease_until = 0 WHERE epoch = {} AND owner = '{}';"
                    " DELETE FROM writer WHERE owner = '{}'; COMMIT",
                    epoch_, owner_, owner_));
}

std::string Lease::fence(std::uint64_t shards, std::int64_t batch) const {
    std::string list;
    int count = 0;
    for (int shard = 0; shard < shard_count; ++shard) {
        if ((shards >> shard & 1) != 0) {
            list += (count++ == 0 ? "" : ",") + std::to_string(shard);
        }
    }
    return fmt::format(
        "WITH ours AS MATERIALIZED (SELECT shard FROM shard WHERE shard IN ({}) AND epoch = {} AND owner = '{}'"
        " ORDER BY shard FOR SHARE)"
        " UPDATE writer SET batch = {} WHERE owner = '{}' AND batch = {} AND (SELECT count(*) FROM ours) = {}"
        " RETURNING batch",
        list, epoch_, owner_, batch, owner_, batch - 1, count);
}

std::optional<std::int64_t> Lease::last_batch(Connection& connection) const {
    const auto rows = connection.execute(fmt::format("SELECT batch FROM writer WHERE owner = '{}' FOR UPDATE", owner_));
    return rows.empty() ? std::nullopt : std::optional(rows[0].integer("batch"));
}

std::string Lease::why_refused(Connection& connection, std::int64_t batch) const {
    const auto last = last_batch(connection);
    if (last && *last < batch - 1) {
        return fmt::format(
            "expected batch {} to be in the database, but its last is {}: what was acknowledged has been lost, "
            "perhaps in a failover to a server that was behind",
            batch - 1, *last);
    }
    const auto rows = connection.execute("SELECT owner FROM shard WHERE shard = 0");
    return fmt::format("expected to have the lease still, but {} has taken over",
                       rows.empty() ? "somebody" : without_random(rows[0].get<std::string>("owner")));
}

}  // namespace millrace::store::postgres
