// Figures from counts. Each formula is named in README.md.

#include <algorithm>

#include "runtime/desk/queues/statistics.hpp"
#include "runtime/desk/routing/policy.hpp"

namespace millrace::desk {
namespace {

constexpr Duration range_max = hours(24 * 31);

struct Interval {
    Time start;
    QueueCounts counts;
};

std::vector<Interval> intervals_of(store::OrgReader reader, std::string_view queue, Time from, Time to) {
    std::vector<Interval> intervals;
    for (const store::Row row :
         reader.query("SELECT start, enqueued, transferred_in, overflowed_in, answered, abandoned, overflowed_out,"
                      " transferred_out, returned, ended, answered_in_time, abandoned_short, offered, handed_on, "
                      "closed, wait_ms,"
                      " longest_wait_ms FROM queue_interval WHERE org = $org AND queue = $queue AND start >= $from"
                      " AND start < $to ORDER BY start",
                      {{"queue", queue}, {"from", Time{from.ms - from.ms % statistics_interval.ms}}, {"to", to}})) {
        Interval& each = intervals.emplace_back();
        each.start = row.time("start");
        QueueCounts& counts = each.counts;
        counts.enqueued = row.integer("enqueued");
        counts.transferred_in = row.integer("transferred_in");
        counts.overflowed_in = row.integer("overflowed_in");
        counts.answered = row.integer("answered");
        counts.abandoned = row.integer("abandoned");
        counts.overflowed_out = row.integer("overflowed_out");
        counts.transferred_out = row.integer("transferred_out");
        counts.returned = row.integer("returned");
        counts.ended = row.integer("ended");
        counts.answered_in_time = row.integer("answered_in_time");
        counts.abandoned_short = row.integer("abandoned_short");
        counts.offered = row.integer("offered");
        counts.handed_on = row.integer("handed_on");
        counts.closed = row.integer("closed");
        counts.wait_ms = row.integer("wait_ms");
        counts.longest_wait_ms = row.integer("longest_wait_ms");
    }
    return intervals;
}

// Per cent, to a tenth.
Value share(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) {
        return {};
    }
    return static_cast<double>((part * 2000 + whole) / (whole * 2)) / 10.0;
}

}  // namespace

void describe(Fields<QueueCounts>& fields) {
    fields.add("enqueued", &QueueCounts::enqueued);
    fields.add("transferred_in", &QueueCounts::transferred_in);
    fields.add("overflowed_in", &QueueCounts::overflowed_in);
    fields.add("answered", &QueueCounts::answered);
    fields.add("abandoned", &QueueCounts::abandoned);
    fields.add("overflowed_out", &QueueCounts::overflowed_out);
    fields.add("transferred_out", &QueueCounts::transferred_out);
    fields.add("returned", &QueueCounts::returned);
    fields.add("ended", &QueueCounts::ended);
    fields.add("answered_in_time", &QueueCounts::answered_in_time);
    fields.add("abandoned_short", &QueueCounts::abandoned_short);
    fields.add("offered", &QueueCounts::offered);
    fields.add("handed_on", &QueueCounts::handed_on);
    fields.add("closed", &QueueCounts::closed);
    fields.add("wait_ms", &QueueCounts::wait_ms);
    fields.add("longest_wait_ms", &QueueCounts::longest_wait_ms);
}

QueueCounts& QueueCounts::operator+=(const QueueCounts& other) {
    enqueued += other.enqueued;
    transferred_in += other.transferred_in;
    overflowed_in += other.overflowed_in;
    answered += other.answered;
    abandoned += other.abandoned;
    overflowed_out += other.overflowed_out;
    transferred_out += other.transferred_out;
    returned += other.returned;
    ended += other.ended;
    answered_in_time += other.answered_in_time;
    abandoned_short += other.abandoned_short;
    offered += other.offered;
    handed_on += other.handed_on;
    closed += other.closed;
    wait_ms += other.wait_ms;
    longest_wait_ms = std::max(longest_wait_ms, other.longest_wait_ms);
    return *this;
}

QueueCounts counts_of(store::OrgReader reader, std::string_view queue, Time from, Time to) {
    QueueCounts sum;
    for (const Interval& each : intervals_of(reader, queue, from, to)) {
        sum += each.counts;
    }
    return sum;
}

Value show_figures(store::OrgReader reader, std::string_view queue, const QueueCounts& counts) {
    const QueuePolicy policy = policy_of(reader, queue);
    const std::int64_t finished = counts.answered + counts.abandoned;
    return Map{{"target", Map{{"answer_within", to_text(policy.answer_within)}, {"goal_percent", policy.goal_percent}}},
               {"counts", to_value(counts)},
               {"service_level", Map{{"standard", share(counts.answered_in_time, finished - counts.abandoned_short)},
                                     {"answered_only", share(counts.answered_in_time, counts.answered)},
                                     {"strict", share(counts.answered_in_time, counts.left())}}},
               {"abandon_rate", share(counts.abandoned, counts.entered())},
               {"answer_rate", share(counts.answered, counts.entered())},
               {"asa_s", counts.answered > 0 ? Value(counts.wait_ms / counts.answered / 1000) : Value()},
               {"longest_wait_s", counts.longest_wait_ms / 1000}};
}

Result<Value> show_statistics(store::OrgReader reader, const Viewer& viewer, std::string_view key, Time from, Time to) {
    const std::optional<Queue> queue = find_queue(reader, key);
    if (!queue || !sees_queue(reader, viewer, *queue)) {
        return Error{"queue.unknown", "expected a queue of your teams but there is no '" + std::string(key) + "'"};
    }
    if (to <= from || to - from > range_max) {
        return Error{"statistics.range", "expected from before to and at most 31 days between them but got " +
                                             to_text(from) + " and " + to_text(to)};
    }
    QueueCounts sum;
    List intervals;
    for (const Interval& each : intervals_of(reader, key, from, to)) {
        sum += each.counts;
        Map shown{{"start", to_text(each.start)}};
        const Value counts = to_value(each.counts);
        for (const auto& [name, value] : counts.as_map()) {
            shown.set(name, value);
        }
        intervals.push(std::move(shown));
    }
    Map shown{{"queue", queue->key}, {"from", to_text(from)}, {"to", to_text(to)}};
    const Value figures = show_figures(reader, key, sum);
    for (const auto& [name, value] : figures.as_map()) {
        shown.set(name, value);
    }
    shown.set("intervals", std::move(intervals));
    return Value(std::move(shown));
}

}  // namespace millrace::desk
