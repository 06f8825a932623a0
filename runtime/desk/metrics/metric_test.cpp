// Figures of one's own: defined by the admin, worked out over what the asker may see.
#include "runtime/desk/metrics/metric.hpp"

#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/conversations/annotations.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/fields/field.hpp"
#include "runtime/desk/settings/settings.hpp"

namespace millrace::desk::testing {
namespace {

constexpr Kind every_store[] = {Kind::memory, Kind::file, Kind::postgres};

// Five conversations of two days, and one that is nobody's yet:
//   router, cable: support, Anna; a refund of 100 that was closed, a delivery of 50
//   lamp: sales, Anna; a refund of 10.5
//   chair: support, waits
//   late: customer service, Ben; a refund whose amount nobody wrote down; half an hour before midnight in UTC
struct Shop : World {
    explicit Shop(Kind kind) : World(kind) {
        define_the_fields();
        router = one("support", &anna, Map{{"topic", "refund"}, {"amount", 100}});
        tag(anna, router, "vip");
        REQUIRE(close(anna, router, "resolved"));
        cable = one("support", &anna, Map{{"topic", "delivery"}, {"amount", 50}});
        lamp = one("sales", &anna, Map{{"topic", "refund"}, {"amount", 10.5}});
        chair = one("support", nullptr, Map{});
        clock.time = *parse_time("2026-01-05T23:30:00Z");
        late = one("customer_service", &ben, Map{{"topic", "refund"}});
        visitor();
        const Result<std::string> seller = change([&](store::Transaction& tx) {
            return add_user(tx, org, {"seller@demo.test", "Sal", Role::team_lead, "hash", {"sales"}});
        });
        REQUIRE(seller);
        sales_lead = person("seller@demo.test");
    }

    void define_the_fields() {
        FieldDefinition topic;
        topic.key = "topic";
        topic.title = "Topic";
        topic.kind = CustomKind::choice;
        topic.choices = {"delivery", "refund"};
        FieldDefinition amount;
        amount.key = "amount";
        amount.title = "Amount";
        amount.kind = CustomKind::number;
        REQUIRE(work([&](const Work& w) { return define_fields(w, {topic, amount}); }));
    }
    Visitor one(std::string queue_key, const Viewer* agent, const Map& fields) {
        clock.time = clock.time + minutes(1);
        const Visitor customer = visitor();
        queue(customer, std::move(queue_key));
        if (agent != nullptr) {
            REQUIRE(take(*agent, customer));
            REQUIRE(work([&](const Work& w) { return set_fields(w, *agent, customer.conversation, fields); }));
        }
        return customer;
    }
    void tag(const Viewer& viewer, const Visitor& customer, std::string_view name) {
        REQUIRE(work([&](const Work& w) { return add_tag(w, viewer, customer.conversation, name); }));
    }

    Result<Value> define(std::string_view key, const Metric& metric) {
        return change([&](store::Transaction& tx) {
            return put_metric(Work{tx, *feed, org, admin.user}, key, metric);
        });
    }
    Value ask(const Viewer& viewer, std::string_view key, MetricBy by = MetricBy::nothing,
              std::string_view from = "2026-01-05T00:00:00Z", std::string_view to = "2026-01-07T00:00:00Z") {
        const auto reader = store->reader();
        const Result<Value> shown =
            show_metric(reader->org(org), viewer, key, {*parse_time(from), *parse_time(to), by});
        INFO((shown ? std::string() : shown.error().message));
        REQUIRE(shown);
        return *shown;
    }
    double number(const Viewer& viewer, std::string_view key) { return ask(viewer, key)["value"].as_number(); }
    // "name value cases" of each bucket.
    std::vector<std::string> buckets(const Viewer& viewer, std::string_view key, MetricBy by) {
        std::vector<std::string> found;
        const Value shown = ask(viewer, key, by);
        for (const Value& each : shown["buckets"].as_list()) {
            const Value& name = by == MetricBy::day     ? each["day"]
                                : by == MetricBy::queue ? each["queue"]
                                                        : each["name"];
            found.push_back((name.is_nil() ? "nobody" : std::string(name.as_string())) + " " +
                            (each["value"].is_nil() ? "-" : std::to_string(each["value"].as_number()).substr(0, 5)) +
                            " " + std::to_string(each["cases"].as_integer()));
        }
        return found;
    }

    Visitor router, cable, lamp, chair, late;
    Viewer sales_lead;
};

Metric counting(std::string title, MetricFilter where) {
    Metric metric;
    metric.title = std::move(title);
    metric.where = std::move(where);
    return metric;
}
MetricFilter with_field(std::string field, Value value) {
    MetricFilter filter;
    filter.field = std::move(field);
    filter.value = std::move(value);
    return filter;
}

using Lines = std::vector<std::string>;

TEST_CASE("TAG-3 a metric counts by field, tag, queue, team, channel and close reason, over what one may see") {
    for (const Kind kind : every_store) {
        Shop shop(kind);
        REQUIRE(shop.define("refunds", counting("Refunds", with_field("topic", "refund"))));
        CHECK(shop.number(shop.admin, "refunds") == 3);
        CHECK(shop.number(shop.supervisor, "refunds") == 3);
        CHECK(shop.number(shop.sales_lead, "refunds") == 1);

        MetricFilter where;
        where.tag = "vip";
        REQUIRE(shop.define("vips", counting("VIPs", where)));
        CHECK(shop.number(shop.supervisor, "vips") == 1);
        CHECK(shop.number(shop.sales_lead, "vips") == 0);

        where = {};
        where.team = "support";
        REQUIRE(shop.define("of_support", counting("Of support", where)));
        CHECK(shop.number(shop.admin, "of_support") == 3);
        CHECK(shop.number(shop.supervisor, "of_support") == 3);
        CHECK(shop.number(shop.sales_lead, "of_support") == 0);

        where.queue = "support";
        where.close_reason = "resolved";
        REQUIRE(shop.define("solved", counting("Solved", where)));
        CHECK(shop.number(shop.admin, "solved") == 1);
        where = {};
        where.queue = "sales";
        REQUIRE(shop.define("in_sales", counting("In sales", where)));
        CHECK(shop.number(shop.admin, "in_sales") == 1);
        where = {};
        where.channel = "web";
        REQUIRE(shop.define("by_web", counting("By web", where)));
        CHECK(shop.number(shop.admin, "by_web") == 6);  // also the one that no team has
        CHECK(shop.number(shop.supervisor, "by_web") == 5);

        // What was so is asked as it is now.
        REQUIRE(shop.work([&](const Work& w) {
            return set_fields(w, shop.anna, shop.cable.conversation, Map{{"topic", "refund"}});
        }));
        CHECK(shop.number(shop.supervisor, "refunds") == 4);
    }
}

TEST_CASE("TAG-3 a metric is a share of what counts as all, a sum or an average; nothing is said of nothing") {
    for (const Kind kind : every_store) {
        Shop shop(kind);
        Metric share = counting("Refunds of support", with_field("topic", "refund"));
        share.kind = MetricKind::share;
        share.among.team = "support";
        REQUIRE(shop.define("share", share));
        const Value third = shop.ask(shop.supervisor, "share");
        CHECK(third["value"].as_number() == 33.3);
        CHECK(third["cases"].as_integer() == 1);
        CHECK(third["of"].as_integer() == 3);
        CHECK(shop.ask(shop.sales_lead, "share")["value"].is_nil());

        Metric amounts = counting("Amounts", {});
        amounts.kind = MetricKind::sum;
        amounts.field = "amount";
        REQUIRE(shop.define("sum", amounts));
        const Value sum = shop.ask(shop.supervisor, "sum");
        CHECK(sum["value"].as_number() == 160.5);
        CHECK(sum["cases"].as_integer() == 3);
        amounts.kind = MetricKind::average;
        REQUIRE(shop.define("average", amounts));
        CHECK(shop.number(shop.supervisor, "average") == 53.5);
        amounts.where.queue = "customer_service";
        REQUIRE(shop.define("average", amounts));
        CHECK(shop.ask(shop.supervisor, "average")["value"].is_nil());
    }
}

TEST_CASE("TAG-3 a metric comes by queue, by agent and by day, and a day is that of the org's place") {
    for (const Kind kind : every_store) {
        Shop shop(kind);
        REQUIRE(shop.define("refunds", counting("Refunds", with_field("topic", "refund"))));
        CHECK(shop.buckets(shop.supervisor, "refunds", MetricBy::queue) ==
              Lines{"customer_service 1.000 1", "sales 1.000 1", "support 1.000 1"});
        Metric amounts = counting("Amounts", {});
        amounts.kind = MetricKind::sum;
        amounts.field = "amount";
        REQUIRE(shop.define("sum", amounts));
        Lines by_agent = shop.buckets(shop.supervisor, "sum", MetricBy::agent);
        std::sort(by_agent.begin(), by_agent.end());
        CHECK(by_agent == Lines{"Anna Agent 160.5 3", "Ben Agent 0.000 0", "nobody 0.000 0"});
        CHECK(shop.buckets(shop.sales_lead, "refunds", MetricBy::agent) == Lines{"Anna Agent 1.000 1"});

        CHECK(shop.buckets(shop.supervisor, "refunds", MetricBy::day) ==
              Lines{"2026-01-05 3.000 3", "2026-01-06 0.000 0"});
        DeskSettings settings;
        settings.time_zone = "Europe/Berlin";
        REQUIRE(shop.work([&](const Work& w) -> Result<bool> {
            const Status set = set_desk_settings(w, settings);
            return set ? Result<bool>(true) : Result<bool>(set.error());
        }));
        CHECK(shop.buckets(shop.supervisor, "refunds", MetricBy::day) ==
              Lines{"2026-01-05 2.000 2", "2026-01-06 1.000 1", "2026-01-07 0.000 0"});

        // To the moment: it began at 23:31.
        const auto of_late = [&](std::string_view from, std::string_view to) {
            return shop.ask(shop.supervisor, "refunds", MetricBy::nothing, from, to)["value"].as_integer();
        };
        CHECK(of_late("2026-01-05T23:31:00Z", "2026-01-05T23:31:00.001Z") == 1);
        CHECK(of_late("2026-01-05T23:31:00.001Z", "2026-01-06T00:00:00Z") == 0);
        CHECK(of_late("2026-01-05T23:00:00Z", "2026-01-05T23:31:00Z") == 0);
    }
}

TEST_CASE("TAG-3 a metric that cannot be is refused with the place, and what becomes of one is in the audit") {
    Shop shop(Kind::memory);
    const auto pointer = [&](const Metric& metric, std::string_view key = "m") {
        const Result<Value> refused = shop.define(key, metric);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == "metric.malformed");
        return refused.error().pointer;
    };
    CHECK(pointer(counting("M", {}), "No key") == "/key");
    CHECK(pointer(counting(" ", {})) == "/title");
    CHECK(pointer(counting("M", with_field("nowhere", 1))) == "/where/field");
    CHECK(pointer(counting("M", with_field("topic", {}))) == "/where/value");
    CHECK(pointer(counting("M", with_field("topic", "weather"))) == "/where/value");
    CHECK(pointer(counting("M", with_field("", "refund"))) == "/where/value");
    MetricFilter where;
    where.queue = "nowhere";
    CHECK(pointer(counting("M", where)) == "/where/queue");
    where = {};
    where.team = "nowhere";
    CHECK(pointer(counting("M", where)) == "/where/team");
    where = {};
    where.channel = "nowhere";
    CHECK(pointer(counting("M", where)) == "/where/channel");
    Metric sum = counting("M", {});
    sum.field = "amount";
    CHECK(pointer(sum) == "/field");  // of a count
    sum.kind = MetricKind::sum;
    sum.field = "topic";
    CHECK(pointer(sum) == "/field");
    Metric share = counting("M", {});
    share.kind = MetricKind::share;
    CHECK(pointer(share) == "/where");
    Metric among = counting("M", {});
    among.among.tag = "vip";
    CHECK(pointer(among) == "/among");

    REQUIRE(shop.define("refunds", counting("Refunds", with_field("topic", "refund"))));
    REQUIRE(shop.define("refunds", counting("Money back", with_field("topic", "refund"))));
    const auto remove = [&] {
        return shop.work([&](const Work& w) -> Result<bool> {
            const Status removed = remove_metric(w, "refunds");
            return removed ? Result<bool>(true) : Result<bool>(removed.error());
        });
    };
    REQUIRE(remove());
    CHECK(remove().error().code == "metric.unknown");
    const auto reader = shop.store->reader();
    const auto here = reader->org(shop.org);
    CHECK(show_metrics(here)["items"].as_list().empty());
    std::vector<std::string> actions;
    for (const AuditEntry& each : list_audit(here, {.object = "metric:refunds"})) {
        actions.push_back(each.action);
    }
    CHECK(actions == std::vector<std::string>{"metric.removed", "metric.defined", "metric.defined"});
    const MetricPeriod backwards{Time{1000}, Time{1000}, MetricBy::nothing};
    CHECK(show_metric(here, shop.admin, "refunds", backwards).error().code == "metric.unknown");
}

TEST_CASE("TAG-3 a metric is asked for a quarter of a year at most") {
    Shop shop(Kind::memory);
    REQUIRE(shop.define("all", counting("All", {})));
    const auto reader = shop.store->reader();
    const auto code = [&](Time from, Time to) {
        const Result<Value> shown = show_metric(reader->org(shop.org), shop.admin, "all", {from, to, MetricBy::day});
        return shown ? std::string("fine") : shown.error().code;
    };
    const Time now = shop.clock.time;
    CHECK(code(now - hours(24 * 92), now) == "fine");
    CHECK(code(now - hours(24 * 92) - milliseconds(1), now) == "metric.range");
    CHECK(code(now, now) == "metric.range");
    // Long ago and far ahead nothing has happened.
    CHECK(code(*parse_time("1970-01-01T00:00:00Z"), *parse_time("1970-02-01T00:00:00Z")) == "fine");
    CHECK(code(*parse_time("9998-01-01T00:00:00Z"), *parse_time("9998-02-01T00:00:00Z")) == "fine");
}

}  // namespace
}  // namespace millrace::desk::testing
