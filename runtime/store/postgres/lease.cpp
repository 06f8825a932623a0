#include "runtime/store/postgres/lease.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/fault.hpp"

namespace millrace::store::postgres {
namespace {

// The database's clock, whatever the transaction's age.
#define MILLRACE_DATABASE_MS "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

// Nobody waits here for a process that stands still in the middle of a batch: its rows are passed over.
constexpr auto begin_renewal =
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '4s';"
    " SET LOCAL idle_in_transaction_session_timeout = '2s'";

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

struct Place {
    int shard = 0;
    std::int64_t epoch = 0;
    std::string owner;
    bool free = false;  // its owner has no row any more
};

std::vector<Place> places(Connection& connection) {
    std::vector<Place> found;
    for (const auto row : connection.execute("SELECT s.shard, s.epoch, s.owner, w.owner IS NULL AS free FROM shard s"
                                             " LEFT JOIN process w ON w.owner = s.owner ORDER BY s.shard")) {
        found.push_back(
            {row.get<int>("shard"), row.integer("epoch"), row.get<std::string>("owner"), row.integer("free") != 0});
    }
    return found;
}

// The owner is named as it was seen: a shard that somebody took meanwhile stays his.
std::string taking(const std::vector<Place>& wanted, const std::string& owner) {
    std::string rows;
    for (const Place& place : wanted) {
        rows +=
            fmt::format("{}({}, {}::bigint, '{}')", rows.empty() ? "" : ", ", place.shard, place.epoch, place.owner);
    }
    return fmt::format(
        "WITH wanted(shard, epoch, owner) AS (VALUES {0}),"
        " taken AS (SELECT s.shard FROM shard s JOIN wanted w ON w.shard = s.shard AND w.epoch = s.epoch"
        " AND w.owner = s.owner ORDER BY s.shard FOR UPDATE OF s SKIP LOCKED)"
        " UPDATE shard SET epoch = shard.epoch + 1, owner = '{1}', lease_until = " MILLRACE_DATABASE_MS
        " + {2}"
        " FROM taken WHERE shard.shard = taken.shard RETURNING shard.shard, shard.epoch",
        rows, owner, lease_life.ms);
}

std::string list_of(std::uint64_t shards) {
    std::string list = "-1";
    for (int shard = 0; shard < shard_count; ++shard) {
        if ((shards >> shard & 1) != 0) {
            list += "," + std::to_string(shard);
        }
    }
    return list;
}

}  // namespace

void throw_out_the_late(Connection& connection) {
    connection.execute(
        "DELETE FROM process WHERE owner IN"
        " (SELECT owner FROM process WHERE lease_until < " MILLRACE_DATABASE_MS " FOR UPDATE SKIP LOCKED)");
}

Result<Lease> Lease::join(Connection& connection) {
    Lease lease(new_owner());
    connection.execute(begin_renewal);
    // Two that come at once must not choose the same slot: they come one after the other.
    connection.execute("LOCK TABLE process IN SHARE ROW EXCLUSIVE MODE");
    if (connection.execute("SELECT count(*) AS n FROM process")[0].integer("n") >= id_slots) {
        throw_out_the_late(connection);
    }
    connection.execute(fmt::format(
        "INSERT INTO shard(shard, epoch, owner, lease_until) SELECT n, 0, '', 0 FROM generate_series(0, {}) AS n"
        " ON CONFLICT(shard) DO NOTHING",
        shard_count - 1));
    const auto rows = connection.execute(
        fmt::format("INSERT INTO process(owner, batch, slot, guest, lease_until)"
                    " SELECT '{}', -1, n, true, " MILLRACE_DATABASE_MS " + {} FROM generate_series(0, {}) AS n"
                    " WHERE n NOT IN (SELECT slot FROM process) ORDER BY n LIMIT 1 RETURNING slot",
                    lease.owner_, lease_life.ms, id_slots - 1));
    if (rows.empty()) {
        connection.execute("ROLLBACK");
        return Error{"store.full_house",
                     fmt::format("expected at most {} processes on one database, but there are as many", id_slots)};
    }
    lease.slot_ = rows[0].get<int>("slot");
    connection.commit();
    return lease;
}

void Lease::begin(Connection& connection, bool guest) {
    guest_ = guest;
    connection.execute(
        fmt::format("UPDATE process SET batch = 0, guest = {} WHERE owner = '{}'", guest ? "true" : "false", owner_));
}

Lease::Renewal Lease::renew(Connection& connection) {
    connection.execute(begin_renewal);
    Renewal renewal;
    const auto ours =
        connection.execute(fmt::format("WITH before AS (SELECT lease_until - " MILLRACE_DATABASE_MS
                                       " AS remaining FROM process WHERE owner = '{0}'"
                                       " FOR UPDATE) UPDATE process SET lease_until ="
                                       " CASE WHEN before.remaining > {2} THEN lease_until ELSE " MILLRACE_DATABASE_MS
                                       " + {1} END FROM before WHERE owner = '{0}' RETURNING before.remaining,"
                                       " lease_until - " MILLRACE_DATABASE_MS " AS left",
                                       owner_, lease_life.ms, lease_life.ms - lease_renewed_every.ms + 100));
    if (ours.empty()) {
        connection.execute("ROLLBACK");
        return renewal;
    }
    renewal.held = true;
    renewal.remaining_ms = ours[0].integer("left");
    // After an outage everybody is late. The first to be back gives the others the time to renew.
    if (std::exchange(settled_, true) && ours[0].integer("remaining") > 0) {
        throw_out_the_late(connection);
    }
    const auto sharing = connection.execute("SELECT count(*) AS n FROM process WHERE NOT guest")[0].integer("n");
    const auto fair = guest_ ? 0 : (shard_count + sharing - 1) / std::max<std::int64_t>(sharing, 1);

    std::vector<Place> held;
    std::vector<Place> free;
    for (Place& place : places(connection)) {
        if (place.owner == owner_) {
            held.push_back(std::move(place));
        } else if (place.free) {
            free.push_back(std::move(place));
        }
    }
    const auto before = epochs_;
    epochs_ = {};
    ShardEpochs later{};
    while (static_cast<std::int64_t>(held.size()) > fair) {
        renewal.given_up |= std::uint64_t{1} << held.back().shard;
        held.pop_back();
    }
    for (const Place& place : held) {
        // One that we did not know of is ours since a renewal whose answer was lost.
        later[static_cast<std::size_t>(place.shard)] = static_cast<std::uint64_t>(place.epoch);
        if (before[static_cast<std::size_t>(place.shard)] == static_cast<std::uint64_t>(place.epoch)) {
            epochs_[static_cast<std::size_t>(place.shard)] = static_cast<std::uint64_t>(place.epoch);
        }
    }
    connection.execute(
        fmt::format("UPDATE shard SET owner = '', lease_until = 0 WHERE owner = '{0}' AND shard IN ({1});"
                    " UPDATE shard SET lease_until = " MILLRACE_DATABASE_MS " + {2} WHERE owner = '{0}'",
                    owner_, list_of(renewal.given_up), lease_life.ms));
    const auto room = std::max<std::int64_t>(fair - static_cast<std::int64_t>(held.size()), 0);
    if (static_cast<std::int64_t>(free.size()) > room) {
        free.resize(static_cast<std::size_t>(room));
    }
    if (!free.empty()) {
        for (const auto row : connection.execute(taking(free, owner_))) {
            later[row.get<std::size_t>("shard")] = row.get<std::uint64_t>("epoch");
        }
    }
    fail_point("lease.before_commit");
    connection.commit();
    fail_point("lease.committed");
    for (std::size_t shard = 0; shard < later.size(); ++shard) {
        if (later[shard] != 0 && later[shard] != before[shard]) {
            renewal.taken |= std::uint64_t{1} << shard;
        }
    }
    epochs_ = later;
    return renewal;
}

void Lease::leave(Connection& connection) {
    epochs_ = {};
    connection.execute(
        fmt::format("BEGIN; UPDATE shard SET owner = '', lease_until = 0 WHERE owner = '{0}';"
                    " DELETE FROM process WHERE owner = '{0}'; COMMIT",
                    owner_));
}

std::uint64_t Lease::mask() const {
    std::uint64_t mask = 0;
    for (std::size_t shard = 0; shard < epochs_.size(); ++shard) {
        mask |= (epochs_[shard] != 0 ? std::uint64_t{1} : 0) << shard;
    }
    return mask;
}

std::string Lease::fence(std::uint64_t shards, std::int64_t batch) const {
    std::string list = "(-1,0)";
    int count = 0;
    for (int shard = 0; shard < shard_count; ++shard) {
        if ((shards >> shard & 1) != 0) {
            list += fmt::format(",({},{})", shard, epochs_[static_cast<std::size_t>(shard)]);
            ++count;
        }
    }
    return fmt::format(
        "WITH ours AS MATERIALIZED (SELECT shard FROM shard WHERE (shard, epoch) IN ({}) AND owner = '{}'"
        " ORDER BY shard FOR SHARE)"
        " UPDATE process SET batch = {} WHERE owner = '{}' AND batch = {} AND (SELECT count(*) FROM ours) = {}"
        " RETURNING batch",
        list, owner_, batch, owner_, batch - 1, count);
}

std::optional<std::int64_t> Lease::last_batch(Connection& connection) const {
    const auto rows =
        connection.execute(fmt::format("SELECT batch FROM process WHERE owner = '{}' FOR UPDATE", owner_));
    return rows.empty() ? std::nullopt : std::optional(rows[0].integer("batch"));
}

void Lease::touch(Connection& connection) const {
    connection.execute(fmt::format("UPDATE process SET batch = batch WHERE owner = '{}'", owner_));
}

void Lease::skip_batch(Connection& connection, std::int64_t last) const {
    connection.execute(fmt::format("UPDATE process SET batch = {} WHERE owner = '{}'", last + 2, owner_));
}

std::string Lease::why_refused(Connection& connection, std::uint64_t shards, std::int64_t batch) const {
    const auto last = last_batch(connection);
    if (last && *last < batch - 1) {
        return fmt::format(
            "expected batch {} to be in the database, but its last is {}: what was acknowledged has been lost, "
            "perhaps in a failover to a server that was behind",
            batch - 1, *last);
    }
    const auto rows = connection.execute(
        fmt::format("SELECT owner FROM shard WHERE shard IN ({}) AND owner <> '{}' AND owner <> '' LIMIT 1",
                    list_of(shards == 0 ? ~std::uint64_t{0} : shards), owner_));
    return fmt::format("expected to have the lease still, but {} has taken over",
                       rows.empty() ? "somebody" : without_random(rows[0].get<std::string>("owner")));
}

Others others(Connection& connection, const Lease& lease) {
    const auto rows =
        connection.execute(fmt::format("SELECT count(*) AS n, coalesce(min(owner), '') AS example FROM process"
                                       " WHERE owner <> '{}' AND NOT (batch = -1 AND slot > {})",
                                       lease.owner(), lease.slot()));
    return {rows[0].integer("n"), without_random(rows[0].get<std::string>("example"))};
}

}  // namespace millrace::store::postgres
