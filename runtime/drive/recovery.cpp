// What was under way when the last process ended: in slices, so that no reader lives long.

#include "engine/base/fault.hpp"
#include "runtime/drive/work.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::drive {
namespace {

constexpr int slice = 1000;

}  // namespace

void Drive::Work::recover() {
    if (world_.store.shared()) {
        look_around();
        return;
    }
    take_up(~ShardMask{0});
}

// What is in these shards, which are ours already: what is committed from now on is handed on without reading.
void Drive::Work::take_up(ShardMask shards) {
    const auto among = [shards](std::uint64_t id) { return (shards >> index_of(id) & 1) != 0; };
    // Whoever looks for rows of others meets these again.
    const auto know = [this](const auto& rows) {
        for (const auto& row : rows) {
            if (world_.store.shared()) {
                rows_of_others_.insert(row.id.value);
            }
        }
    };
    fail_point("recover.begun");
    for (RunId after;;) {
        std::vector<store::LiveRun> runs;
        {
            const auto reader = world_.store.reader();
            runs = store::live_runs(*reader, after, slice);
        }
        if (runs.empty()) {
            break;
        }
        for (const store::LiveRun& live : runs) {
            if (!among(live.run.value)) {
                continue;
            }
            found_live_.fetch_add(1, std::memory_order_relaxed);
            if (live.due && !fault("recovery_forgets_timers")) {
                timers_.at_latest(live.org, live.run, *live.due);
            }
            if (live.status == store::RunStatus::running && !fault("recovery_forgets_who_was_running")) {
                auto job = std::make_unique<Job>();
                job->command = run::ContinueRun{};
                enqueue(live.org, live.run, std::move(job));
            }
        }
        after = runs.back().run;
    }
    fail_point("recover.runs_taken_up");
    for (store::InboxId after;;) {
        std::vector<store::InboxRow> rows;
        {
            const auto reader = world_.store.reader();
            rows = store::pending_inbox(*reader, after, slice);
        }
        if (rows.empty()) {
            break;
        }
        after = rows.back().id;
        if (fault("recovery_drops_a_row")) {
            rows.pop_back();
        }
        std::erase_if(rows, [&](const store::InboxRow& row) { return !among(row.id.value); });
        know(rows);
        deliver(std::move(rows));
    }
    fail_point("recover.inbox_taken_up");
    for (store::OutboxId after;;) {
        std::vector<store::OutboxRow> rows;
        {
            const auto reader = world_.store.reader();
            rows = store::pending_outbox(*reader, after, slice);
        }
        if (rows.empty()) {
            break;
        }
        after = rows.back().id;
        if (fault("recovery_drops_tried_effects")) {
            std::erase_if(rows, [](const store::OutboxRow& row) { return row.attempts > 0; });
        }
        std::erase_if(rows, [&](const store::OutboxRow& row) { return !among(row.id.value); });
        know(rows);
        if (world_.remote) {
            world_.remote(std::move(rows));
        }
    }
    fail_point("recover.done");
}

}  // namespace millrace::drive
