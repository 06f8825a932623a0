#include "runtime/store/backup.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "runtime/store/rows.hpp"
#include "runtime/store/sqlite/backup.hpp"
#include "runtime/store/sqlite/connection.hpp"
#include "runtime/store/sqlite/data_directory.hpp"

namespace millrace::store {
namespace {

using sqlite::Backup;
using sqlite::Connection;

// More starts, rows and turns than a store makes between a backup and its end.
constexpr std::uint64_t far_above = std::uint64_t{1} << 32;

Error damaged(const std::string& path, std::string_view why) {
    return {"store.damaged", fmt::format("expected {} to be a backup of a store, but {}", path, why)};
}

std::uint64_t number(Connection& connection, std::string_view sql) {
    const auto rows = connection.select(sql, nullptr, 0, true);
    return rows.empty() || rows[0].is_null("n") ? 0 : rows[0].get<std::uint64_t>("n");
}

Status sound(Connection& connection, const std::string& path) {
    for (const auto row : connection.select("PRAGMA integrity_check(1)", nullptr, 0, false)) {
        if (row.text("integrity_check") != "ok") {
            return damaged(path, row.text("integrity_check"));
        }
    }
    // Whatever else has this table is one of ours.
    if (number(connection, "SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('shard', 'journal', 'outbox')") <
        3) {
        return damaged(path, "it holds something else");
    }
    return {};
}

Status copy(const std::string& from, const std::string& to) {
    try {
        Connection source(from, Connection::Mode::read);
        source.execute("BEGIN");
        number(source, "SELECT count(*) AS n FROM sqlite_schema");  // from here on it sees one moment
        Backup backup(source, to);
        while (!backup.step()) {
        }
        return backup.outcome();
    } catch (const SqlError& error) {
        return Error{"store.backup_failed", fmt::format("expected to copy {}, but {}", from, error.what())};
    }
}

// What must differ from the store that was lost.
Restored go_on_above(Connection& connection, Time now) {
    connection.execute("BEGIN IMMEDIATE");
    connection.execute(fmt::format("UPDATE shard SET epoch = epoch + {}", far_above));
    // SQLite makes this table with the first that counts its rows.
    if (number(connection, "SELECT count(*) AS n FROM sqlite_schema WHERE name = 'sqlite_sequence'") > 0) {
        connection.execute(fmt::format("UPDATE sqlite_sequence SET seq = seq + {}", far_above));
    }
    connection.execute(
        fmt::format("INSERT INTO meta(name, number) VALUES('journal.lsn', (SELECT coalesce(max(lsn), 0) FROM journal))"
                    " ON CONFLICT(name) DO UPDATE SET number = max(meta.number, excluded.number);"
                    "UPDATE meta SET number = number + {} WHERE name = 'journal.lsn'",
                    far_above));
    connection.execute(
        fmt::format("INSERT INTO meta(name, number) VALUES('clock', {0})"
                    " ON CONFLICT(name) DO UPDATE SET number = max(meta.number, excluded.number);"
                    "INSERT INTO meta(name, number) VALUES('restored', {0})"
                    " ON CONFLICT(name) DO UPDATE SET number = excluded.number",
                    now.ms));
    const Param unknown[] = {{"status", OutboxStatus::outcome_unknown}};
    Restored restored;
    restored.outcome_unknown = static_cast<std::uint64_t>(connection.change(
        "UPDATE outbox SET status = $status /* whole: nothing of a backup may be sent again */", unknown, 1));
    restored.epoch = number(connection, "SELECT max(epoch) AS n FROM shard");
    connection.execute("COMMIT");
    return restored;
}

}  // namespace

Status copy_store(const std::string& directory, const std::string& path) {
    const auto database = directory + "/millrace.db";
    if (!std::filesystem::exists(database)) {
        return Error{"store.none",
                     fmt::format("expected a server's data in {}, but there is no {}", directory, database)};
    }
    return copy(database, path);
}

Status check_backup(const std::string& path) {
    if (!std::filesystem::exists(path)) {
        return damaged(path, "there is no such file");
    }
    try {
        Connection connection(path, Connection::Mode::read);
        return sound(connection, path);
    } catch (const SqlError& error) {
        return damaged(path, error.what());
    }
}

Result<Restored> restore_store(const std::string& backup, const std::string& directory, Time now) {
    if (auto checked = check_backup(backup); !checked) {
        return checked.error();
    }
    auto folder = sqlite::DataDirectory::open(directory);
    if (!folder) {
        return folder.error();
    }
    const auto database = folder->database();
    if (std::filesystem::exists(database)) {
        return Error{"store.exists",
                     fmt::format("expected no data in {}, but there are some: move them away, or name another folder",
                                 directory)};
    }
    // Until all is done it has another name: a restore that was interrupted leaves nothing that could be served.
    const auto raw = database + ".restoring";
    std::error_code ignored;
    for (const char* rest : {"", "-journal", "-wal", "-shm"}) {
        std::filesystem::remove(raw + rest, ignored);
    }
    // A log without its database would be taken for this one's.
    for (const char* rest : {"-wal", "-shm"}) {
        std::filesystem::remove(database + rest, ignored);
    }
    if (auto copied = copy(backup, raw); !copied) {
        return copied.error();
    }
    Restored restored;
    try {
        Connection connection(raw, Connection::Mode::write);
        connection.execute("PRAGMA synchronous = FULL");
        restored = go_on_above(connection, now);
    } catch (const SqlError& error) {
        return Error{"store.unusable", fmt::format("expected to make a store of {}, but {}", backup, error.what())};
    }
    if (std::rename(raw.c_str(), database.c_str()) != 0) {
        return Error{"store.unusable", fmt::format("expected to name {}, but {}", database, std::strerror(errno))};
    }
    if (auto synced = folder->sync(); !synced) {
        return synced.error();
    }
    return restored;
}

}  // namespace millrace::store
