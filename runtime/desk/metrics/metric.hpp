#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/value/fields.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

// Figures that an org defines for itself, over its conversations: how many there were, which part of them, or what a
// field of theirs adds up to. A definition is data; the figure is worked out when somebody asks.
namespace millrace::desk {

// Which conversations: all that is said holds at once; what is left out excludes none.
struct MetricFilter {
    std::string tag;
    std::string field;  // has this value:
    Value value;
    std::string queue;  // by key: where it is, or was last
    std::string team;
    std::string channel;
    std::string close_reason;
};
void describe(Fields<MetricFilter>& fields);

enum class MetricKind : std::uint8_t { count, share, sum, average };
inline std::vector<Choice> choices_of(MetricKind) {
    return {{"count", "How many"}, {"share", "Per cent"}, {"sum", "Sum of a field"}, {"average", "Average of a field"}};
}

struct Metric {
    std::string title;
    MetricKind kind = MetricKind::count;
    std::string field;   // of a sum or an average: one of the org's, of kind number
    MetricFilter where;  // what is counted
    MetricFilter among;  // of a share: what counts as all
};
void describe(Fields<Metric>& fields);

store::Migration metric_tables();

// {items: [{key, title, kind, field?, where?, among?}]}, by key.
Value show_metrics(store::OrgReader reader);
// New, or in place of what it was. "metric.malformed" with a pointer.
Result<Value> put_metric(const Work& work, std::string_view key, const Metric& metric);
// "metric.unknown".
Status remove_metric(const Work& work, std::string_view key);

enum class MetricBy : std::uint8_t { nothing, day, queue, agent };
// Of conversations that began in it.
struct MetricPeriod {
    Time from;
    Time to;  // and no later
    MetricBy by = MetricBy::nothing;
};
// {key, title, kind, from, to, value, cases, of?, by?, buckets?: [{day | queue, title | userId, name; value, cases}]}
// over what the viewer sees whole: his teams', or all. `value` is nil where nothing can be said. Days are the org's.
// "metric.unknown", "metric.range".
Result<Value> show_metric(store::OrgReader reader, const Viewer& viewer, std::string_view key,
                          const MetricPeriod& period);

}  // namespace millrace::desk
