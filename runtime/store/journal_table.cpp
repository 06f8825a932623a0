#include <algorithm>

#include <fmt/format.h>

#include "runtime/store/run_table.hpp"
#include "runtime/store/run_table_sql.hpp"

namespace millrace::store {
namespace {

Error damaged(RunId run, std::uint64_t seq, std::uint64_t lsn, std::string_view why) {
    return {"journal.damaged",
            fmt::format("expected turn {} of run {} at {} in the journal, but {}", seq, to_text(run), lsn, why)};
}

// Walks the links back from the head until turn `first_seq` or the turn at `stop_lsn`, whichever is met first, and
// checks each link and checksum on the way. Oldest first.
Result<std::vector<TurnRow>> walk(Session& session, const RunHeader& header, std::uint64_t stop_lsn) {
    std::vector<TurnRow> turns;
    std::uint64_t lsn = header.head;
    std::uint64_t seq = header.seq;
    while (lsn != 0) {
        const auto row = session.one("SELECT " MILLRACE_TURN_COLUMNS " FROM journal WHERE lsn = $lsn", {{"lsn", lsn}});
        if (!row) {
            return damaged(header.id, seq, lsn, "there is no such row");
        }
        turns.push_back(sql::turn_row(*row));
        const auto& turn = turns.back();
        if (turn.run != header.id || turn.seq != seq) {
            return damaged(header.id, seq, lsn, fmt::format("it is turn {} of run {}", turn.seq, to_text(turn.run)));
        }
        if (turn.prev >= lsn || (turn.prev == 0) != (seq == 1)) {
            return damaged(header.id, seq, lsn, fmt::format("it names {} as the turn before", turn.prev));
        }
        if (lsn == stop_lsn) {
            break;
        }
        lsn = turn.prev;
        --seq;
    }
    std::reverse(turns.begin(), turns.end());
    return turns;
}

Status check_crcs(Session& session, const std::vector<TurnRow>& turns) {
    std::uint32_t previous = 0;
    if (!turns.empty() && turns.front().prev != 0) {
        const auto row = session.one("SELECT crc FROM journal WHERE lsn = $lsn", {{"lsn", turns.front().prev}});
        if (!row) {
            return damaged(turns.front().run, turns.front().seq - 1, turns.front().prev, "there is no such row");
        }
        previous = row->get<std::uint32_t>("crc");
    }
    for (const auto& turn : turns) {
        if (turn_crc(previous, turn.run, turn.seq, turn.body) != turn.crc) {
            return damaged(turn.run, turn.seq, turn.lsn, "its checksum does not match");
        }
        previous = turn.crc;
    }
    return {};
}

Result<std::vector<TurnRow>> checked_turns(Session& session, const RunHeader& header, std::uint64_t stop_lsn) try {
    auto turns = walk(session, header, stop_lsn);
    if (!turns) {
        return turns;
    }
    if (auto sound = check_crcs(session, *turns); !sound) {
        return sound.error();
    }
    if (stop_lsn != 0) {
        if (turns->empty() || turns->front().lsn != stop_lsn) {
            return damaged(header.id, header.seq, stop_lsn,
                           "the turn with the snapshot is not on the way back from the head");
        }
        turns->front().has_snapshot = true;
    }
    return turns;
} catch (const SqlError& error) {
    // A page that cannot be read, or a row of the wrong shape, is damage to this run; a reader that ran out of time is
    // not.
    if (error.kind() == SqlError::Kind::broken || error.kind() == SqlError::Kind::statement) {
        return damaged(header.id, header.seq, header.head, error.what());
    }
    if (error.kind() == SqlError::Kind::unavailable) {
        throw;
    }
    return error.error();
}

}  // namespace

Result<std::optional<StoredRun>> load_run(Session& session, RunId run) {
    auto header = find_run(session, run);
    if (!header) {
        return std::optional<StoredRun>{};
    }
    auto turns = checked_turns(session, *header, header->snapshot_lsn);
    if (!turns) {
        return turns.error();
    }
    return std::optional<StoredRun>(StoredRun{std::move(*header), std::move(*turns)});
}

Result<std::vector<TurnRow>> load_journal(Session& session, RunId run) {
    const auto header = find_run(session, run);
    if (!header) {
        return Error{"run.unknown", fmt::format("expected a run {}, but there is none", to_text(run))};
    }
    return checked_turns(session, *header, 0);
}

std::vector<TurnRow> journal_page(OrgReader reader, RunId run, std::uint64_t after_seq, int limit) {
    const auto header = find_run(reader, run);
    if (!header || header->seq <= after_seq || limit <= 0) {
        return {};
    }
    // First only the links, then the bodies of the page.
    std::vector<std::uint64_t> places;
    std::uint64_t lsn = header->head;
    for (auto seq = header->seq; seq > after_seq && lsn != 0; --seq) {
        const auto row = reader.one("SELECT prev FROM journal WHERE lsn = $lsn AND org = $org", {{"lsn", lsn}});
        if (!row) {
            break;  // load_run says what is damaged; here what is readable is shown
        }
        places.push_back(lsn);
        lsn = row->get<std::uint64_t>("prev");
    }
    std::reverse(places.begin(), places.end());
    if (places.size() > static_cast<std::size_t>(limit)) {
        places.resize(static_cast<std::size_t>(limit));
    }
    std::vector<TurnRow> turns;
    for (const auto place : places) {
        if (const auto row = reader.one("SELECT " MILLRACE_TURN_COLUMNS " FROM journal WHERE lsn = $lsn AND org = $org",
                                        {{"lsn", place}})) {
            turns.push_back(sql::turn_row(*row));
        }
    }
    return turns;
}

std::vector<TurnRow> all_turns(Session& session, std::uint64_t after_lsn, int limit) {
    std::vector<TurnRow> turns;
    for (const auto row :
         session.query("SELECT " MILLRACE_TURN_COLUMNS " FROM journal WHERE lsn > $after ORDER BY lsn LIMIT $limit",
                       {{"after", after_lsn}, {"limit", limit}})) {
        turns.push_back(sql::turn_row(row));
    }
    return turns;
}

}  // namespace millrace::store
