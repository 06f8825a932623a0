// Figures that the org defines for itself.

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/calendars/day.hpp"
#include "runtime/desk/metrics/metric.hpp"
#include "runtime/desk/settings/settings.hpp"

namespace millrace::api {
namespace {

http::Answer list_metrics(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show_metrics(reader->org(call.org())));
}

Result<desk::MetricBy> grouping_of(const Call& call) {
    const std::string by(call.request.query_value("by").value_or(""));
    constexpr std::pair<std::string_view, desk::MetricBy> ways[] = {{"", desk::MetricBy::nothing},
                                                                    {"day", desk::MetricBy::day},
                                                                    {"queue", desk::MetricBy::queue},
                                                                    {"agent", desk::MetricBy::agent}};
    for (const auto& [name, way] : ways) {
        if (by == name) {
            return way;
        }
    }
    return Error{"request.malformed", "expected by to be day, queue or agent but found '" + by + "'"};
}

http::Answer get_metric(const Call& call) {
    const Time now = call.services.store.clock().now();
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const Result<Time> to = call.time("to", now + seconds(1));
    const Result<Time> from = call.time("from", desk::day_of(desk::desk_settings(here).time_zone, now).from);
    const Result<desk::MetricBy> by = grouping_of(call);
    if (!from || !to || !by) {
        return problem_of(!from ? from.error() : !to ? to.error() : by.error());
    }
    const Result<Value> shown = desk::show_metric(here, viewer_of(call.caller), call.param("key"), {*from, *to, *by});
    return shown ? http::Answer::json(*shown) : problem_of(shown.error());
}

http::Answer define_metric(const Call& call) {
    const Result<desk::Metric> input = input_of<desk::Metric>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(
        call, 200,
        [metric = *input, key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) {
            return desk::put_metric(work, key, metric);
        });
}

http::Answer drop_metric(const Call& call) {
    return change_desk(
        call, 204,
        [key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
            const Status removed = desk::remove_metric(work, key);
            return removed ? Result<Value>(Value()) : Result<Value>(removed.error());
        });
}

}  // namespace

void add_metrics(std::vector<Operation>& all) {
    all.push_back(getting("/api/metrics", "metric.read", "The org's own metrics.", list_metrics));
    all.push_back(getting("/api/metrics/{key}", "metric.read",
                          "What it amounts to, over conversations of your teams that began in ?from= to ?to=.",
                          get_metric));
    all.push_back(with_method(http::Method::put,
                              posting<desk::Metric>("/api/metrics/{key}", "metric.write",
                                                    "Defines a metric, in place of what it was.", define_metric)));
    Operation gone =
        with_method(http::Method::del, getting("/api/metrics/{key}", "metric.write", "Removes a metric.", drop_metric));
    gone.success = 204;
    all.push_back(std::move(gone));
}

}  // namespace millrace::api
