// What a metric amounts to. The stores count: for each group of conversations that are alike one row comes back, and no
// row of them is read that an index has not led to. Conversations' ids tell the time, so that the indexes in which ids
// come last (inbox) are also those of a period.

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/id.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/calendars/day.hpp"
#include "runtime/desk/metrics/metric_table.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/settings/settings.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::desk {
namespace {

constexpr Duration period_max = hours(24 * 92);
// Zones are whole quarters of an hour apart from UTC, so a quarter lies in one day wherever it is looked at.
constexpr Duration quarter = minutes(15);
// An id is made in the moment in which its conversation begins, by a clock that is never set back: of several servers'
// one may be a little behind the time of the batch, and one whose machine's clock was set back runs ahead.
constexpr Duration behind_max = minutes(5);
constexpr Duration ahead_max = hours(24);

// Counting beside, and not in a join or an EXISTS, of which a planner may make a walk over everybody's tags.
#define MILLRACE_METRIC_HOLDS(name)                                                                                   \
    "($" name                                                                                                         \
    "_tag = '' OR (SELECT count(*) FROM conversation_tag t WHERE t.org = $org AND t.conversation ="                   \
    " c.id AND t.name = $" name "_tag) > 0) AND ($" name                                                              \
    "_field = '' OR (SELECT count(*) FROM"                                                                            \
    " conversation_field f WHERE f.org = $org AND f.conversation = c.id AND f.name = $" name                          \
    "_field AND"                                                                                                      \
    " f.value = $" name "_value) > 0) AND ($" name "_queue = '' OR c.queue = $" name "_queue) AND ($" name            \
    "_team = '' OR c.team = $" name "_team) AND ($" name "_channel = 0 OR c.channel = $" name "_channel) AND ($" name \
    "_reason = '' OR c.close_reason = $" name "_reason)"

#define MILLRACE_METRIC_COUNT \
    "SELECT CASE WHEN $by_queue = 1 THEN c.queue WHEN $by_agent = 1 THEN c.agent ELSE '' END AS bucket,"          \
    " CASE WHEN $by_day = 1 THEN c.started - c.started % 900000 ELSE 0 END AS quarter,"                           \
    " (SELECT v.value FROM conversation_field v WHERE v.org = $org AND v.conversation = c.id AND v.name = $summed)" \
    " AS value, count(*) AS cases, count(CASE WHEN " MILLRACE_METRIC_HOLDS("where") " THEN 1 END) AS counted"      \
    " FROM conversation c WHERE c.org = $org AND c.status = $status AND c.id >= $first AND c.id < $last"          \
    " AND c.started >= $from AND c.started < $to AND " MILLRACE_METRIC_HOLDS("among")
#define MILLRACE_METRIC_GROUPS " GROUP BY 1, 2, 3"

struct Tally {
    std::int64_t of = 0;       // that count as all
    std::int64_t cases = 0;    // that are counted
    std::int64_t numbers = 0;  // and have a number in the field
    double sum = 0;
};

// Ids that were made from a moment on are not below this one.
std::int64_t first_id_at(Time at) {
    constexpr std::int64_t ms_max = (std::int64_t{1} << 42) - 1;
    return std::clamp<std::int64_t>(at.ms - static_cast<std::int64_t>(id_epoch_ms), 0, ms_max) << 21;
}

class Count {
public:
    Count(store::OrgReader reader, const Viewer& viewer, const Metric& metric, const MetricPeriod& period)
        : reader_(reader),
          viewer_(viewer),
          metric_(metric),
          period_(period),
          zone_(desk_settings(reader).time_zone),
          among_(terms_of(metric.kind == MetricKind::share ? metric.among : metric.where)),
          where_(terms_of(metric.kind == MetricKind::share ? metric.where : MetricFilter{})) {
        count();
    }

    Value buckets() const {
        List items;
        for (const auto& [name, tally] : tallies_) {
            Map shown = named(name);
            add_figures(shown, tally);
            items.push(std::move(shown));
        }
        return items;
    }
    void add_total(Map& shown) const {
        Tally total;
        for (const auto& [name, tally] : tallies_) {
            total.of += tally.of;
            total.cases += tally.cases;
            total.numbers += tally.numbers;
            total.sum += tally.sum;
        }
        add_figures(shown, total);
    }

private:
    // A filter as the statement asks for it: the team by id, the channel likewise, the value as it is stored. What has
    // been taken away since the metric was defined is met by none.
    struct Terms {
        MetricFilter filter;
        std::string value;
        std::string team;
        std::int64_t channel = 0;
    };
    Terms terms_of(const MetricFilter& filter) const {
        Terms terms;
        terms.filter = filter;
        terms.value = json::dump(filter.value);
        if (!filter.team.empty()) {
            const std::optional<Team> team = find_team_by_key(reader_, filter.team);
            terms.team = team ? team->id : "none";
        }
        if (!filter.channel.empty()) {
            const std::optional<ChannelId> channel = channel_of(reader_, filter.channel);
            terms.channel = channel ? static_cast<std::int64_t>(channel->value) : -1;
        }
        return terms;
    }

    // ---- counting

    void count() {
        if (period_.by == MetricBy::day) {
            for (LocalDay day = day_of(zone_, period_.from); day.from < period_.to; day = day_of(zone_, day.to)) {
                tallies_[day.name];  // days on which nothing happened are days too
            }
        }
        const std::string& team = among_.team;
        const std::string& queue = among_.filter.queue;
        for (const std::string_view status : {"new", "queued", "assigned", "wrap_up", "closed"}) {
            if (!viewer_.sees_all()) {
                for (const std::string& his : teams_of(reader_, viewer_.user)) {
                    if (team.empty() || team == his) {
                        add(MILLRACE_METRIC_COUNT " AND c.team = $key" MILLRACE_METRIC_GROUPS, status, his);
                    }
                }
            } else if (!team.empty()) {
                add(MILLRACE_METRIC_COUNT " AND c.team = $key" MILLRACE_METRIC_GROUPS, status, team);
            } else if (!queue.empty()) {
                add(MILLRACE_METRIC_COUNT " AND c.queue = $key" MILLRACE_METRIC_GROUPS, status, queue);
            } else {
                add(MILLRACE_METRIC_COUNT MILLRACE_METRIC_GROUPS, status, {});
            }
        }
    }

    void add(std::string_view statement, std::string_view status, const std::string& key) {
        std::vector<store::Param> params{
            {"status", status},
            {"first", first_id_at(period_.from - behind_max)},
            {"last", first_id_at(period_.to + ahead_max)},
            {"from", period_.from},
            {"to", period_.to},
            {"summed", metric_.field},
            {"by_day", period_.by == MetricBy::day},
            {"by_queue", period_.by == MetricBy::queue},
            {"by_agent", period_.by == MetricBy::agent},
            {"where_tag", where_.filter.tag},
            {"where_field", where_.filter.field},
            {"where_value", where_.value},
            {"where_queue", where_.filter.queue},
            {"where_team", where_.team},
            {"where_channel", where_.channel},
            {"where_reason", where_.filter.close_reason},
            {"among_tag", among_.filter.tag},
            {"among_field", among_.filter.field},
            {"among_value", among_.value},
            {"among_queue", among_.filter.queue},
            {"among_team", among_.team},
            {"among_channel", among_.channel},
            {"among_reason", among_.filter.close_reason},
        };
        if (!key.empty()) {
            params.emplace_back("key", key);
        }
        for (const store::Row row : reader_.query(statement, params)) {
            const std::int64_t counted = row.integer("counted");
            Tally& tally = tallies_[bucket_of(row)];
            tally.of += row.integer("cases");
            tally.cases += counted;
            const Result<Value> value = row.is_null("value") ? Result<Value>(Error{}) : json::parse(row.text("value"));
            if (value && value->is_number()) {
                tally.numbers += counted;
                tally.sum += value->as_number() * static_cast<double>(counted);
            }
        }
    }

    std::string bucket_of(const store::Row& row) const {
        return period_.by == MetricBy::day ? day_of(zone_, row.time("quarter")).name : row.get<std::string>("bucket");
    }

    // ---- showing

    Map named(const std::string& bucket) const {
        if (period_.by == MetricBy::day) {
            return Map{{"day", bucket}};
        }
        if (period_.by == MetricBy::queue) {
            const std::optional<Queue> queue = find_queue(reader_, bucket);
            return Map{{"queue", text_or_nil(bucket)}, {"title", queue ? Value(queue->title) : Value()}};
        }
        const std::optional<User> user = bucket.empty() ? std::nullopt : find_user(reader_, bucket);
        return Map{{"userId", text_or_nil(bucket)}, {"name", user ? Value(user->name) : Value()}};
    }

    void add_figures(Map& shown, const Tally& tally) const {
        shown.set("value", value_of(tally));
        if (metric_.kind == MetricKind::share) {
            shown.set("cases", tally.cases);
            shown.set("of", tally.of);
        } else {
            shown.set("cases", metric_.field.empty() ? tally.cases : tally.numbers);
        }
    }

    Value value_of(const Tally& tally) const {
        switch (metric_.kind) {
            case MetricKind::count:
                return tally.cases;
            case MetricKind::share:  // per cent, to a tenth
                return tally.of == 0
                           ? Value()
                           : Value(static_cast<double>((tally.cases * 2000 + tally.of) / (tally.of * 2)) / 10.0);
            case MetricKind::sum:
                return tally.sum;
            case MetricKind::average:
                return tally.numbers == 0 ? Value() : Value(tally.sum / static_cast<double>(tally.numbers));
        }
        return {};
    }

    store::OrgReader reader_;
    const Viewer& viewer_;
    const Metric& metric_;
    const MetricPeriod& period_;
    std::string zone_;
    Terms among_;  // what counts as all, and where to look; of all but a share it is what is counted
    Terms where_;
    std::map<std::string, Tally> tallies_;  // by day, queue or agent; by nothing, one
};

}  // namespace

Result<Value> show_metric(store::OrgReader reader, const Viewer& viewer, std::string_view key,
                          const MetricPeriod& period) {
    const std::optional<Metric> metric = find_metric(reader, key);
    if (!metric) {
        return unknown_metric(key);
    }
    if (period.to <= period.from || period.to - period.from > period_max) {
        return Error{"metric.range", "expected from before to and at most 92 days between them but got " +
                                         to_text(period.from) + " and " + to_text(period.to)};
    }
    const Count count(reader, viewer, *metric, period);
    Map shown{{"key", key},
              {"title", metric->title},
              {"kind", choices_of(MetricKind{})[static_cast<std::size_t>(metric->kind)].value},
              {"from", to_text(period.from)},
              {"to", to_text(period.to)}};
    count.add_total(shown);
    if (period.by != MetricBy::nothing) {
        constexpr std::string_view names[] = {"", "day", "queue", "agent"};
        shown.set("by", names[static_cast<std::size_t>(period.by)]);
        shown.set("buckets", count.buckets());
    }
    return Value(std::move(shown));
}

}  // namespace millrace::desk
