#include "runtime/desk/metrics/metric.hpp"

#include <algorithm>
#include <optional>

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/fields/field.hpp"
#include "runtime/desk/metrics/metric_table.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/teams/team.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t word_max = 200;

Error wrong(std::string message, std::string pointer) {
    return {"metric.malformed", std::move(message), std::move(pointer)};
}

Status check_field(store::OrgReader reader, const std::string& key, bool is_summed, const std::string& pointer) {
    const std::vector<FieldDefinition> all = field_definitions(reader);
    const auto field = std::find_if(all.begin(), all.end(), [&](const FieldDefinition& each) {
        return each.on == FieldOf::conversation && each.key == key;
    });
    if (field == all.end()) {
        return wrong("expected one of the org's fields of conversations but there is no '" + key + "'", pointer);
    }
    if (is_summed && field->kind != CustomKind::number) {
        return wrong("expected a field of kind number but '" + key + "' is none", pointer);
    }
    return {};
}

Status check_filter(store::OrgReader reader, const MetricFilter& filter, const std::string& pointer) {
    if (!filter.field.empty()) {
        if (Status sound = check_field(reader, filter.field, false, pointer + "/field"); !sound) {
            return sound;
        }
        Map given;
        given.set(String(filter.field), filter.value);
        if (filter.value.is_nil()) {
            return wrong("expected the value of '" + filter.field + "' that is looked for but there is none",
                         pointer + "/value");
        }
        if (Status fits = check_values(reader, FieldOf::conversation, given); !fits) {
            return wrong(fits.error().message, pointer + "/value");
        }
    } else if (!filter.value.is_nil()) {
        return wrong("expected a value only beside a field but there is no field", pointer + "/value");
    }
    if (!filter.queue.empty() && !find_queue(reader, filter.queue)) {
        return wrong("expected a queue of the org but there is no '" + filter.queue + "'", pointer + "/queue");
    }
    if (!filter.team.empty() && !find_team_by_key(reader, filter.team)) {
        return wrong("expected a team of the org but there is no '" + filter.team + "'", pointer + "/team");
    }
    if (!filter.channel.empty() && !channel_of(reader, filter.channel)) {
        return wrong("expected a channel of the org but there is no '" + filter.channel + "'", pointer + "/channel");
    }
    if (utf8_length(filter.tag) > word_max || utf8_length(filter.close_reason) > word_max) {
        return wrong("expected a tag and a close reason of at most 200 characters but one has more", pointer);
    }
    return {};
}

bool is_empty(const MetricFilter& filter) {
    return to_value(filter).as_map().empty();
}

Status check_metric(store::OrgReader reader, std::string_view key, const Metric& metric) {
    if (!is_key(key)) {
        return wrong("expected a key of lower-case letters, digits and _ but got '" + std::string(key) + "'", "/key");
    }
    if (trim(metric.title).empty() || utf8_length(metric.title) > word_max) {
        return wrong("expected a title of 1 to 200 characters but it has another length", "/title");
    }
    const bool is_summed = metric.kind == MetricKind::sum || metric.kind == MetricKind::average;
    if (is_summed == metric.field.empty()) {
        return wrong(is_summed ? "expected the field that is added up but there is none"
                               : "expected a field only of a sum or an average but found '" + metric.field + "'",
                     "/field");
    }
    if (is_summed) {
        if (Status sound = check_field(reader, metric.field, true, "/field"); !sound) {
            return sound;
        }
    }
    if (metric.kind == MetricKind::share && is_empty(metric.where)) {
        return wrong("expected to read which part it is but where is empty: that is all of them", "/where");
    }
    if (metric.kind != MetricKind::share && !is_empty(metric.among)) {
        return wrong("expected among only of a share: what is counted stands in where", "/among");
    }
    if (Status sound = check_filter(reader, metric.where, "/where"); !sound) {
        return sound;
    }
    return check_filter(reader, metric.among, "/among");
}

Value show(std::string_view key, const Metric& metric) {
    Map shown{{"key", key}};
    const Value definition = to_value(metric);
    for (const auto& [name, value] : definition.as_map()) {
        if (!value.is_map() || !value.as_map().empty()) {
            shown.set(name, value);
        }
    }
    return shown;
}

}  // namespace

void describe(Fields<MetricFilter>& fields) {
    fields.add("tag", &MetricFilter::tag).help("Has this tag.");
    fields.add("field", &MetricFilter::field).help("One of the org's fields has …");
    fields.add("value", &MetricFilter::value).help("… this value.");
    fields.add("queue", &MetricFilter::queue).help("Is, or was last, in the queue with this key.");
    fields.add("team", &MetricFilter::team).help("Of the team with this key.");
    fields.add("channel", &MetricFilter::channel).help("Came by the channel with this key.");
    fields.add("close_reason", &MetricFilter::close_reason).help("Was closed for this reason.");
}

void describe(Fields<Metric>& fields) {
    fields.add("title", &Metric::title).required();
    fields.add("kind", &Metric::kind);
    fields.add("field", &Metric::field).help("Of a sum or an average: one of the org's fields of kind number.");
    fields.add("where", &Metric::where).help("Which conversations are counted.");
    fields.add("among", &Metric::among).help("Of a share: which count as all.");
}

store::Migration metric_tables() {
    return {.number = 2100,
            .name = "metrics",
            .statements = {"CREATE TABLE metric(org {id} NOT NULL, name {text} NOT NULL, definition {text} NOT NULL,"
                           " updated {time} NOT NULL, PRIMARY KEY(org, name))"}};
}

std::optional<Metric> find_metric(store::OrgReader reader, std::string_view key) {
    const auto row = reader.one("SELECT definition FROM metric WHERE org = $org AND name = $key", {{"key", key}});
    const Result<Value> definition = row ? json::parse(row->text("definition")) : Result<Value>(Error{});
    return definition ? std::optional<Metric>(from_value<Metric>(*definition)) : std::nullopt;
}

Error unknown_metric(std::string_view key) {
    return {"metric.unknown", "expected a metric of the org but there is no '" + std::string(key) + "'"};
}

std::optional<ChannelId> channel_of(store::OrgReader reader, std::string_view key) {
    const auto row = reader.one("SELECT id FROM channel WHERE org = $org AND name = $key", {{"key", key}});
    return row ? std::optional<ChannelId>(row->id<ChannelTag>("id")) : std::nullopt;
}

Value show_metrics(store::OrgReader reader) {
    List items;
    for (const store::Row row : reader.query("SELECT name, definition FROM metric WHERE org = $org ORDER BY name")) {
        if (const Result<Value> definition = json::parse(row.text("definition")); definition) {
            items.push(show(row.text("name"), from_value<Metric>(*definition)));
        }
    }
    return Map{{"items", std::move(items)}};
}

Result<Value> put_metric(const Work& work, std::string_view key, const Metric& metric) {
    if (Status sound = check_metric(work.reader(), key, metric); !sound) {
        return sound.error();
    }
    const std::optional<Metric> before = find_metric(work.reader(), key);
    const std::string definition = json::dump(to_value(metric));
    work.tx.run(
        "INSERT INTO metric(org, name, definition, updated) VALUES($org, $key, $definition, $now)"
        " ON CONFLICT(org, name) DO UPDATE SET definition = $definition, updated = $now",
        {{"org", work.org}, {"key", key}, {"definition", definition}, {"now", work.now()}});
    Value after = show(key, metric);
    record(work, "metric.defined", "metric:" + std::string(key), before ? show(key, *before) : Value(), after);
    return after;
}

Status remove_metric(const Work& work, std::string_view key) {
    const std::optional<Metric> before = find_metric(work.reader(), key);
    if (!before) {
        return unknown_metric(key);
    }
    work.tx.run("DELETE FROM metric WHERE org = $org AND name = $key", {{"org", work.org}, {"key", key}});
    record(work, "metric.removed", "metric:" + std::string(key), show(key, *before), {});
    return {};
}

}  // namespace millrace::desk
