#include <map>
#include <tuple>

#include "runtime/desk/queues/statistics.hpp"
#include "runtime/desk/routing/policy.hpp"

namespace millrace::desk {
namespace {

Time interval_of(Time at) {
    return Time{at.ms - at.ms % statistics_interval.ms};
}

struct Counted {
    OrgId org;
    std::string queue;
    Time interval;
    QueueCounts counts;
};

// What a batch has counted, a row for each queue.
class CountsToWrite final : public store::DeferredItems<Counted> {
public:
    const std::vector<std::string_view>& tables() const override {
        static const std::vector<std::string_view> names = {"queue_interval"};
        return names;
    }

protected:
    void write_all(store::Transaction& tx, const std::vector<Counted>& counted) override {
        std::map<std::tuple<OrgId, std::string, std::int64_t>, QueueCounts> sums;
        for (const Counted& each : counted) {
            sums[{each.org, each.queue, each.interval.ms}] += each.counts;
        }
        using Type = store::RowList::Type;
        store::RowList rows({{"org", Type::integer},
                             {"queue", Type::text},
                             {"start", Type::integer},
                             {"enqueued", Type::integer},
                             {"transferred_in", Type::integer},
                             {"overflowed_in", Type::integer},
                             {"answered", Type::integer},
                             {"abandoned", Type::integer},
                             {"overflowed_out", Type::integer},
                             {"transferred_out", Type::integer},
                             {"returned", Type::integer},
                             {"ended", Type::integer},
                             {"answered_in_time", Type::integer},
                             {"abandoned_short", Type::integer},
                             {"offered", Type::integer},
                             {"handed_on", Type::integer},
                             {"closed", Type::integer},
                             {"wait_ms", Type::integer},
                             {"longest_wait_ms", Type::integer}});
        for (const auto& [of, c] : sums) {
            const auto& [org, queue, start] = of;
            rows.add({org, queue, start, c.enqueued, c.transferred_in, c.overflowed_in, c.answered, c.abandoned,
                      c.overflowed_out, c.transferred_out, c.returned, c.ended, c.answered_in_time, c.abandoned_short,
                      c.offered, c.handed_on, c.closed, c.wait_ms, c.longest_wait_ms});
        }
        tx.run(
            "INSERT INTO queue_interval(org, queue, start, enqueued, transferred_in, overflowed_in,"
            " answered, abandoned, overflowed_out, transferred_out, returned, ended, answered_in_time,"
            " abandoned_short, offered, handed_on, closed, wait_ms, longest_wait_ms) SELECT c.org, c.queue,"
            " c.start, c.enqueued, c.transferred_in, c.overflowed_in, c.answered, c.abandoned,"
            " c.overflowed_out, c.transferred_out, c.returned, c.ended, c.answered_in_time,"
            " c.abandoned_short, c.offered, c.handed_on, c.closed, c.wait_ms, c.longest_wait_ms FROM"
            " $counts AS c WHERE c.n >= 0 ON CONFLICT(org, queue, start) DO UPDATE SET enqueued ="
            " queue_interval.enqueued + excluded.enqueued, transferred_in = queue_interval.transferred_in +"
            " excluded.transferred_in, overflowed_in = queue_interval.overflowed_in +"
            " excluded.overflowed_in, answered = queue_interval.answered + excluded.answered, abandoned ="
            " queue_interval.abandoned + excluded.abandoned, overflowed_out = queue_interval.overflowed_out"
            " + excluded.overflowed_out, transferred_out = queue_interval.transferred_out +"
            " excluded.transferred_out, returned = queue_interval.returned + excluded.returned, ended ="
            " queue_interval.ended + excluded.ended, answered_in_time = queue_interval.answered_in_time +"
            " excluded.answered_in_time, abandoned_short = queue_interval.abandoned_short +"
            " excluded.abandoned_short, offered = queue_interval.offered + excluded.offered, handed_on ="
            " queue_interval.handed_on + excluded.handed_on, closed = queue_interval.closed +"
            " excluded.closed, wait_ms = queue_interval.wait_ms + excluded.wait_ms, longest_wait_ms = CASE"
            " WHEN queue_interval.longest_wait_ms < excluded.longest_wait_ms THEN excluded.longest_wait_ms"
            " ELSE queue_interval.longest_wait_ms END",
            {{"counts", rows}});
    }
};

void add(const Work& work, std::string_view queue, const QueueCounts& counts) {
    work.tx.deferred<CountsToWrite>().leave({work.org, std::string(queue), interval_of(work.now()), counts});
}

}  // namespace

store::Migration statistics_tables() {
    return {.number = 1910,
            .name = "queue_statistics",
            .statements = {
                "CREATE TABLE queue_interval(org {id} NOT NULL, queue {text} NOT NULL, start {time} NOT NULL,"
                " enqueued {id} NOT NULL, transferred_in {id} NOT NULL, overflowed_in {id} NOT NULL,"
                " answered {id} NOT NULL, abandoned {id} NOT NULL, overflowed_out {id} NOT NULL,"
                " transferred_out {id} NOT NULL, returned {id} NOT NULL, ended {id} NOT NULL,"
                " answered_in_time {id} NOT NULL, abandoned_short {id} NOT NULL, offered {id} NOT NULL,"
                " handed_on {id} NOT NULL, closed {id} NOT NULL, wait_ms {time} NOT NULL,"
                " longest_wait_ms {time} NOT NULL, PRIMARY KEY(org, queue, start)) {clustered}",
                "ALTER TABLE queue_entry ADD COLUMN waits_since {time} NOT NULL DEFAULT 0",
                "ALTER TABLE queue_entry ADD COLUMN rule {text} NOT NULL DEFAULT ''",
                "ALTER TABLE queue_entry ADD COLUMN skills {text} NOT NULL DEFAULT ''",
                // What waits while this is installed has come in, or it would leave without ever having come.
                "INSERT INTO queue_interval(org, queue, start, enqueued, transferred_in, overflowed_in, answered,"
                " abandoned, overflowed_out, transferred_out, returned, ended, answered_in_time, abandoned_short,"
                " offered, handed_on, closed, wait_ms, longest_wait_ms)"
                " SELECT org, queue, 0, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM queue_entry"
                " GROUP BY org, queue"}};
}

void count_entered(const Work& work, std::string_view queue, Entered how) {
    QueueCounts counts;
    switch (how) {
        case Entered::anew:
            counts.enqueued = 1;
            break;
        case Entered::transferred:
            counts.transferred_in = 1;
            break;
        case Entered::overflowed:
            counts.overflowed_in = 1;
            break;
    }
    add(work, queue, counts);
}

void count_left(const Work& work, const QueueEntry& entry, Left how) {
    const Duration waited = work.now() - entry.waiting_from();
    QueueCounts counts;
    counts.longest_wait_ms = waited.ms;
    switch (how) {
        case Left::answered:
            counts.answered = 1;
            counts.answered_in_time = waited <= policy_of(work.reader(), entry.queue).answer_within ? 1 : 0;
            counts.wait_ms = waited.ms;
            break;
        case Left::abandoned:
            counts.abandoned = 1;
            counts.abandoned_short = waited < short_abandon ? 1 : 0;
            break;
        case Left::overflowed:
            counts.overflowed_out = 1;
            break;
        case Left::transferred:
            counts.transferred_out = 1;
            break;
        case Left::returned:
            counts.returned = 1;
            break;
        case Left::ended:
            counts.ended = 1;
            break;
    }
    add(work, entry.queue, counts);
}

void count_offered(const Work& work, std::string_view queue) {
    QueueCounts counts;
    counts.offered = 1;
    add(work, queue, counts);
}

void count_handed_on(const Work& work, std::string_view queue) {
    QueueCounts counts;
    counts.handed_on = 1;
    add(work, queue, counts);
}

void count_closed(const Work& work, std::string_view queue) {
    QueueCounts counts;
    counts.closed = 1;
    add(work, queue, counts);
}

}  // namespace millrace::desk
