#include "runtime/store/run_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/store/run_table_sql.hpp"

namespace millrace::store {

std::optional<RunHeader> find_run(Session& session, RunId run) {
    const auto row = session.one("SELECT " MILLRACE_RUN_COLUMNS " FROM run WHERE id = $id", {{"id", run}});
    return row ? std::optional<RunHeader>(sql::run_header(*row)) : std::nullopt;
}

std::optional<RunHeader> find_run(OrgReader reader, RunId run) {
    const auto row =
        reader.one("SELECT " MILLRACE_RUN_COLUMNS " FROM run WHERE org = $org AND id = $id", {{"id", run}});
    return row ? std::optional<RunHeader>(sql::run_header(*row)) : std::nullopt;
}

std::vector<RunHeader> live_runs_of(OrgReader reader, SubjectId subject) {
    return sql::run_headers(reader.query("SELECT " MILLRACE_RUN_COLUMNS " FROM run"
                                         " WHERE org = $org AND subject = $subject AND status <= 2 ORDER BY companion",
                                         {{"subject", subject}}));
}

std::vector<RunHeader> live_runs_by_subject(OrgReader reader, SubjectId after, int limit) {
    auto runs = sql::run_headers(reader.query("SELECT " MILLRACE_RUN_COLUMNS
                                              " FROM run WHERE org = $org AND subject > $after AND status <= 2"
                                              " ORDER BY subject, companion LIMIT $limit",
                                              {{"after", after}, {"limit", limit}}));
    if (runs.size() == static_cast<std::size_t>(limit)) {
        const SubjectId last = runs.back().subject;
        std::erase_if(runs, [&](const RunHeader& run) { return run.subject == last; });
        auto whole = live_runs_of(reader, last);
        std::move(whole.begin(), whole.end(), std::back_inserter(runs));
    }
    return runs;
}

namespace {

constexpr std::int64_t end_of_ids = INT64_MAX;

std::int64_t before_or_end(RunId before) {
    return before ? static_cast<std::int64_t>(before.value) : end_of_ids;
}

// (org, flow, status, id) gives one flow and one status in order; a wider question is put together from these, which
// costs a few index probes and never a scan.
void add_slices(OrgReader reader, const std::string& flow, const RunFilter& filter, std::vector<RunHeader>& found) {
    for (int status = 0; status <= static_cast<int>(RunStatus::quarantined); ++status) {
        if (filter.status && static_cast<int>(*filter.status) != status) {
            continue;
        }
        auto slice = sql::run_headers(reader.query(
            "SELECT " MILLRACE_RUN_COLUMNS
            " FROM run WHERE org = $org AND flow = $flow"
            " AND status = $status AND id < $before ORDER BY id DESC LIMIT $limit",
            {{"flow", flow}, {"status", status}, {"before", before_or_end(filter.before)}, {"limit", filter.limit}}));
        std::move(slice.begin(), slice.end(), std::back_inserter(found));
    }
}

}  // namespace

std::vector<RunHeader> list_runs(OrgReader reader, const RunFilter& filter) {
    if (filter.flow.empty() && !filter.status) {
        // The plus keeps the planner from sorting the whole org by an index that does not have this order.
        return sql::run_headers(reader.query("SELECT " MILLRACE_RUN_COLUMNS
                                             " FROM run WHERE +org = $org AND id < $before"
                                             " ORDER BY id DESC LIMIT $limit",
                                             {{"before", before_or_end(filter.before)}, {"limit", filter.limit}}));
    }
    std::vector<RunHeader> found;
    if (!filter.flow.empty()) {
        add_slices(reader, filter.flow, filter, found);
    } else {
        for (const auto row : reader.query("SELECT name FROM flow WHERE org = $org")) {
            add_slices(reader, row.get<std::string>("name"), filter, found);
        }
    }
    std::sort(found.begin(), found.end(), [](const RunHeader& a, const RunHeader& b) { return a.id > b.id; });
    if (found.size() > static_cast<std::size_t>(filter.limit)) {
        found.resize(static_cast<std::size_t>(filter.limit));
    }
    return found;
}

std::vector<LiveRun> live_runs(Session& session, RunId after, int limit) {
    std::vector<LiveRun> runs;
    for (const auto row : session.query("SELECT id, org, subject, companion, status, due FROM run"
                                        " WHERE id > $after AND +status <= 2 ORDER BY id LIMIT $limit",
                                        {{"after", after}, {"limit", limit}})) {
        runs.push_back({.run = row.id<RunTag>("id"),
                        .org = row.id<OrgTag>("org"),
                        .subject = row.id<SubjectTag>("subject"),
                        .status = row.get<RunStatus>("status"),
                        .owner = row.integer("companion") == 0,
                        .due = row.get<std::optional<Time>>("due")});
    }
    return runs;
}

std::vector<RunHeader> all_runs(Session& session, RunId after, int limit) {
    return sql::run_headers(session.query("SELECT " MILLRACE_RUN_COLUMNS
                                          " FROM run WHERE id > $after ORDER BY id LIMIT $limit",
                                          {{"after", after}, {"limit", limit}}));
}

namespace {

std::vector<InboxRow> inbox_rows(const Rows& found) {
    std::vector<InboxRow> rows;
    for (const auto row : found) {
        rows.push_back({.id = row.id<InboxTag>("id"),
                        .org = row.id<OrgTag>("org"),
                        .run = row.id<RunTag>("run"),
                        .subject = row.id<SubjectTag>("subject"),
                        .at = row.time("at"),
                        .body = std::string(row.bytes("body"))});
    }
    return rows;
}

}  // namespace

std::vector<InboxRow> pending_inbox(Session& session, InboxId after, int limit) {
    return inbox_rows(
        session.query("SELECT id, org, run, subject, at, body FROM inbox WHERE id > $after ORDER BY id LIMIT $limit",
                      {{"after", after}, {"limit", limit}}));
}

std::vector<InboxRow> pending_inbox_of(OrgReader reader, SubjectId subject, Time from) {
    // An id is never older than its row.
    const std::int64_t since_epoch = std::max<std::int64_t>(0, from.ms - static_cast<std::int64_t>(id_epoch_ms));
    return inbox_rows(
        reader.query("SELECT id, org, run, subject, at, body FROM inbox WHERE id >= $first AND at >= $from"
                     " AND org = $org AND subject = $subject ORDER BY id",
                     {{"first", since_epoch << 21}, {"from", from}, {"subject", subject}}));
}

std::vector<OutboxRow> pending_outbox(Session& session, OutboxId after, int limit) {
    return sql::outbox_rows(session.query("SELECT " MILLRACE_OUTBOX_COLUMNS
                                          " FROM outbox WHERE id > $after ORDER BY id LIMIT $limit",
                                          {{"after", after}, {"limit", limit}}));
}

std::vector<InboxRow> inbox_of_others(Session& session, int slot, std::uint64_t shards, InboxId after, int limit) {
    return inbox_rows(session.query(
        "SELECT id, org, run, subject, at, body FROM inbox WHERE id > $after"
        " AND ((id >> 11) & 15) <> $slot"
        " AND (($shards >> shard) & 1) = 1 ORDER BY id LIMIT $limit",
        {{"after", after}, {"slot", slot}, {"shards", static_cast<std::int64_t>(shards)}, {"limit", limit}}));
}

std::vector<OutboxRow> outbox_of_others(Session& session, int slot, std::uint64_t shards, OutboxId after, int limit) {
    return sql::outbox_rows(session.query(
        "SELECT " MILLRACE_OUTBOX_COLUMNS
        " FROM outbox WHERE id > $after"
        " AND ((id >> 11) & 15) <> $slot"
        " AND (($shards >> shard) & 1) = 1 ORDER BY id LIMIT $limit",
        {{"after", after}, {"slot", slot}, {"shards", static_cast<std::int64_t>(shards)}, {"limit", limit}}));
}

bool is_pending(Session& session, InboxId id) {
    return session.one("SELECT 1 AS there FROM inbox WHERE id = $id", {{"id", id}}).has_value();
}

std::vector<OutboxRow> outbox_of(OrgReader reader, RunId run) {
    return sql::outbox_rows(reader.query(
        "SELECT " MILLRACE_OUTBOX_COLUMNS " FROM outbox WHERE run = $run AND org = $org ORDER BY id", {{"run", run}}));
}

std::optional<RememberedAnswer> find_idempotent(OrgReader reader, std::string_view key) {
    const auto row =
        reader.one("SELECT hash, answer, at FROM idempotency WHERE org = $org AND name = $name", {{"name", key}});
    if (!row) {
        return std::nullopt;
    }
    return RememberedAnswer{row->get<std::string>("hash"), std::string(row->bytes("answer")), row->time("at")};
}

std::optional<RememberedSource> find_source(OrgReader reader, std::string_view source, std::string_view id) {
    const auto row = reader.one("SELECT run, answer FROM source WHERE org = $org AND source = $source AND id = $id",
                                {{"source", source}, {"id", id}});
    if (!row) {
        return std::nullopt;
    }
    return RememberedSource{row->id<RunTag>("run"), std::string(row->bytes("answer"))};
}

}  // namespace millrace::store
