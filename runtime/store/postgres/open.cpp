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

// A lease is taken at once or after it has run out; one that is renewed meanwhile belongs to somebody who is alive.
Result<Lease> take_lease(Connection& connection, Duration patience) {
    const auto give_up = Steady::now() + milliseconds(patience.ms);
    auto lease = Lease::take(connection);
    for (std::int64_t until = 0; !lease && lease.error().code == "store.locked" && Steady::now() < give_up;) {
        const auto held = Lease::held(connection);
        if (until != 0 && held.until_ms > until) {
            break;
        }
        until = held.until_ms;
        std::this_thread::sleep_for(milliseconds(100));
        if (held.remaining_ms <= 0) {
            lease = Lease::take(connection);
        }
    }
    return lease;
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
    // First the lease: nobody's tables change under his feet.
    auto lease = take_lease(*connection, options.patience);
    if (!lease) {
        return lease.error();
    }
    try {
        if (auto migrated = migrate(*connection, options.migrations); !migrated) {
            if (connection->usable()) {
                lease->give_back(*connection);
            }
            return migrated.error();
        }
        const auto number_of = [&](std::string_view sql) {
            const auto rows = connection->select(sql, nullptr, 0);
            return rows.empty() || rows[0].is_null("n") ? 0 : rows[0].integer("n");
        };
        auto marks = read_marks(number_of, options.migrations);
        marks.epoch = lease->epoch();
        return std::unique_ptr<Store>(
            std::make_unique<PostgresStore>(std::move(options), std::move(connection), std::move(*lease), marks));
    } catch (const SqlError&) {
        if (connection && connection->usable()) {
            lease->give_back(*connection);
        }
        throw;
    }
} catch (const SqlError& error) {
    return unusable(options, error);
}

}  // namespace millrace::store::postgres
