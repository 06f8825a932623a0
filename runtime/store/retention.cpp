#include "runtime/store/run_table.hpp"

namespace millrace::store {
namespace {

void remove_journal(Transaction& tx, std::uint64_t head) {
    for (auto lsn = head; lsn != 0;) {
        const auto row = tx.one("DELETE FROM journal WHERE lsn = $lsn RETURNING prev", {{"lsn", lsn}});
        lsn = row ? row->get<std::uint64_t>("prev") : 0;
    }
}

}  // namespace

RemovedRuns remove_ended_runs(Transaction& tx, OrgId org, Time before, RunId after, int limit) {
    // The journal's count never falls, even if its newest rows go.
    tx.run(
        "INSERT INTO meta(name, number) SELECT 'journal.lsn', max(lsn) FROM journal WHERE lsn > 0"
        " ON CONFLICT(name) DO UPDATE SET number = excluded.number WHERE excluded.number > meta.number");

    RemovedRuns removed;
    const auto slice = tx.org(org).query(
        "SELECT id, status, updated, head FROM run WHERE +org = $org AND id > $after"
        " ORDER BY id LIMIT $limit",
        {{"after", after}, {"limit", limit}});
    for (const auto row : slice) {
        const auto run = row.id<RunTag>("id");
        if (slice.size() == static_cast<std::size_t>(limit)) {
            removed.last = run;
        }
        if (is_live(row.get<RunStatus>("status")) || row.time("updated") >= before) {
            continue;
        }
        remove_journal(tx, row.get<std::uint64_t>("head"));
        tx.run("DELETE FROM outbox WHERE run = $run", {{"run", run}});
        tx.run("DELETE FROM run WHERE id = $run", {{"run", run}});
        ++removed.removed;
    }
    return removed;
}

int remove_old_keys(Transaction& tx, Time before, int limit) {
    int removed = 0;
    for (const auto row : tx.query("SELECT org, name FROM idempotency WHERE at < $before ORDER BY at LIMIT $limit",
                                   {{"before", before}, {"limit", limit}})) {
        removed += static_cast<int>(tx.run("DELETE FROM idempotency WHERE org = $org AND name = $name",
                                           {{"org", row.integer("org")}, {"name", row.text("name")}}));
    }
    return removed;
}

int remove_old_sources(Transaction& tx, Time before, int limit) {
    int removed = 0;
    for (const auto row : tx.query("SELECT org, source, id FROM source WHERE at < $before ORDER BY at LIMIT $limit",
                                   {{"before", before}, {"limit", limit}})) {
        removed += static_cast<int>(
            tx.run("DELETE FROM source WHERE org = $org AND source = $source AND id = $id",
                   {{"org", row.integer("org")}, {"source", row.text("source")}, {"id", row.text("id")}}));
    }
    return removed;
}

}  // namespace millrace::store
