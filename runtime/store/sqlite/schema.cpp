#include "runtime/store/sqlite/schema.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/fault.hpp"

namespace millrace::store::sqlite {
namespace {

const Spelling& spelling() {
    static const Spelling words = {
        {"id", "INTEGER"},
        {"int", "INTEGER"},
        {"time", "INTEGER"},
        {"bool", "INTEGER"},
        {"real", "REAL"},
        {"text", "TEXT"},
        {"bytes", "BLOB"},
        {"serial", "INTEGER PRIMARY KEY AUTOINCREMENT"},
        {"clustered", "WITHOUT ROWID"},
    };
    return words;
}

void apply(Connection& connection, const Migration& migration) {
    connection.execute("BEGIN IMMEDIATE");
    for (const auto& statement : migration.statements) {
        connection.execute(spell(statement, spelling()));
    }
    const Param row[] = {{"number", migration.number}, {"name", migration.name}};
    connection.change("INSERT INTO migration(number, name) VALUES($number, $name)", row, std::size(row));
    connection.execute("COMMIT");
}

std::int64_t number_of(Connection& connection, std::string_view sql) {
    const auto rows = connection.select(sql, nullptr, 0, true);
    return rows.empty() || rows[0].is_null("n") ? 0 : rows[0].integer("n");
}

}  // namespace

Status migrate(Connection& connection, const MigrationList& migrations) {
    connection.execute("CREATE TABLE IF NOT EXISTS migration(number INTEGER PRIMARY KEY, name TEXT NOT NULL)");
    std::vector<int> applied;
    for (const auto row :
         connection.select("SELECT number FROM migration /* whole: it is short, and read once */", nullptr, 0, true)) {
        applied.push_back(row.get<int>("number"));
    }
    const auto missing = missing_migrations(migrations, applied);
    if (!missing) {
        return missing.error();
    }
    for (const auto* migration : *missing) {
        try {
            apply(connection, *migration);
        } catch (const SqlError& error) {
            return Error{"store.unusable", fmt::format("expected migration {} ({}) to apply, but {}", migration->number,
                                                       migration->name, error.what())};
        }
    }
    return {};
}

Marks take_over(Connection& connection, const MigrationList& migrations) {
    auto marks = read_marks([&](std::string_view sql) { return number_of(connection, sql); }, migrations);

    // One process owns every shard of a SQLite store; the epoch tells its starts apart.
    const auto owner = fmt::format("pid {}", getpid());
    connection.execute("BEGIN IMMEDIATE");
    for (int shard = 0; shard < shard_count; ++shard) {
        const Param row[] = {{"shard", shard}, {"owner", owner}};
        connection.change(
            "INSERT INTO shard(shard, epoch, owner, lease_until) VALUES($shard, 1, $owner, 0)"
            " ON CONFLICT(shard) DO UPDATE SET epoch = shard.epoch + 1, owner = excluded.owner",
            row, std::size(row));
    }
    fail_point("open.epoch_raised");
    connection.execute("COMMIT");
    fail_point("open.taken_over");
    marks.epoch = static_cast<std::uint64_t>(number_of(connection, "SELECT max(epoch) AS n FROM shard"));
    return marks;
}

}  // namespace millrace::store::sqlite
