#include "runtime/store/postgres/open.hpp"

#include <thread>

#include <fmt/format.h>

#include "runtime/store/postgres/address.hpp"
#include "runtime/store/postgres/postgres_store.hpp"
#include "runtime/store/postgres/schema.hpp"

namespace millrace::store::postgres {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

Error unusable(const Options& options, const SqlError& error) {
    const auto* code = error.kind() == SqlError::Kind::unavailable ? "store.unavailable" : "store.unusable";
    return {code, fmt::format("expected a usable store in {}, but {}", shown(options.url), error.what())};
}

Status check_server(Connection& connection) {
    const auto server = connection.execute(
        "SELECT current_setting('server_encoding') AS encoding, current_setting('server_version_num')::int AS version");
    if (server[0].text("encoding") != "UTF8") {
        return Error{"store.unusable",
                     fmt::format("expected a database in UTF8, but its encoding is {}", server[0].text("encoding"))};
    }
    if (server[0].integer("version") < 130'000) {
        return Error{"store.unusable",
                     fmt::format("expected PostgreSQL 13 or newer, but it is {}", server[0].integer("version"))};
    }
    return {};
}

constexpr milliseconds look_again{100};

Error thrown_out() {
    return {"store.locked",
            "expected to keep a place among the processes of the database while starting, but it took too long"};
}

// Renews until `there` or the time is over. False if it was thrown out meanwhile.
template <class There>
bool renew_until(Connection& connection, Lease& lease, Steady::time_point give_up, There&& there) {
    for (;;) {
        if (!lease.renew(connection).held) {
            return false;
        }
        if (there() || Steady::now() >= give_up) {
            return true;
        }
        std::this_thread::sleep_for(look_again);
    }
}

// Nobody's tables change under his feet: who is alone migrates, or waits for somebody who does. A process that was
// killed is there until its lease ends.
Status migrate_alone(Connection& connection, Lease& lease, const Options& options, Steady::time_point give_up) {
    auto pending = pending_migrations(connection, options.migrations);
    Others still;
    const auto there = [&] {
        throw_out_the_late(connection);
        still = others(connection, lease);
        pending = pending_migrations(connection, options.migrations);
        return !pending || *pending == 0 || still.count == 0;
    };
    if (pending && *pending > 0 && !renew_until(connection, lease, give_up, there)) {
        return thrown_out();
    }
    if (!pending) {
        return pending.error();
    }
    if (*pending > 0 && still.count > 0) {
        return Error{"store.locked",
                     fmt::format("expected to be the only process while the tables of the database change, but {} is "
                                 "at work: stop it, then start again",
                                 still.example)};
    }
    return migrate(connection, options.migrations, lease.owner());
}

// Others give up their part within a renewal of theirs; what a dead process had is free when its lease has ended.
Status take_shards(Connection& connection, Lease& lease, bool guest, Steady::time_point give_up) {
    lease.begin(connection, guest);
    if (!guest && !renew_until(connection, lease, give_up, [&] { return lease.mask() != 0; })) {
        return thrown_out();
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Store>> open(Options options) try {
    auto connection = std::make_unique<Connection>(options.url, Connection::Mode::write);
    if (auto fit = check_server(*connection); !fit) {
        return fit.error();
    }
    if (auto prepared = prepare(*connection, options.migrations); !prepared) {
        return prepared.error();
    }
    auto lease = Lease::join(*connection);
    if (!lease) {
        return lease.error();
    }
    const auto give_up = Steady::now() + milliseconds(options.patience.ms);
    try {
        if (auto migrated = migrate_alone(*connection, *lease, options, give_up); !migrated) {
            if (connection->usable()) {
                lease->leave(*connection);
            }
            return migrated.error();
        }
        connection->execute("INSERT INTO meta(name, number) VALUES('desk', 0) ON CONFLICT(name) DO NOTHING");
        if (auto taken = take_shards(*connection, *lease, options.guest, give_up); !taken) {
            return taken.error();
        }
        const auto number_of = [&](std::string_view sql) {
            const auto rows = connection->select(sql, nullptr, 0);
            return rows.empty() || rows[0].is_null("n") ? 0 : rows[0].integer("n");
        };
        const auto marks = read_marks(number_of, options.migrations);
        return std::unique_ptr<Store>(
            std::make_unique<PostgresStore>(std::move(options), std::move(connection), std::move(*lease), marks));
    } catch (const SqlError&) {
        if (connection && connection->usable()) {
            lease->leave(*connection);
        }
        throw;
    }
} catch (const SqlError& error) {
    return unusable(options, error);
}

}  // namespace millrace::store::postgres
