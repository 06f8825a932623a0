// A run looked at when it is over: its timeline, a list that finds it, a case made of it.

#include "runtime/watch/recorded_case.hpp"
#include "runtime/watch/run_list.hpp"
#include "runtime/watch/timeline.hpp"
#include "tests/journey/house.hpp"

using namespace millrace;
using namespace millrace::journey;

namespace {

constexpr const char* order = R"({"format":"millrace.flow/1","key":"order","title":"Order","trigger":{"on":"api"},
  "variables":{"sum":{"type":"integer","default":0}},"start":"ready",
  "nodes":{"ready":{"type":"control.wait_for_event","settings":{"name":"item.added","within":"1h"},
    "next":{"received":"add","timeout":"pause"}},
  "add":{"type":"control.set","settings":{"values":{"sum":"vars.sum + event.price"}},"next":{"done":"ready"}},
  "pause":{"type":"control.wait","settings":{"duration":"10m"},"next":{"done":"over"}},
  "over":{"type":"control.end","settings":{"outcome":"closed"}}}})";

struct Shop : House {
    Shop() {
        publish(order);
        const drive::Answered begun = start("order");
        REQUIRE(begun.kind == drive::Answered::Kind::done);
        run = begun.run;
    }
    void add(Value price) {
        signal(run, "item.added", Map{{"price", std::move(price)}});
        settle();
    }
    std::vector<store::TurnRow> rows() {
        const auto reader = store->reader();
        const auto rows = store::load_journal(*reader, run);
        REQUIRE(rows);
        return *rows;
    }
    watch::Timeline timeline(const watch::TimelinePage& page = {}) {
        const auto told = watch::timeline(rows(), {}, *versions, desk::vocabulary(), page);
        REQUIRE(told);
        return *told;
    }
    watch::RunPage find(watch::RunQuery query) {
        const auto reader = store->reader();
        desk::Viewer admin;
        admin.org = org;
        admin.permissions = desk::Permissions({"conversation.read_all", "run.read"});
        return watch::find_runs(*reader, *versions, org, admin, query);
    }

    RunId run;
};

// "entered ready", "left ready by received"
std::vector<std::string> told_as(const List& items) {
    std::vector<std::string> lines;
    for (const Value& item : items) {
        std::string line(item["kind"].as_string());
        for (const char* member : {"node", "output", "signal", "outcome"}) {
            if (item[member].is_string()) {
                line += " " + std::string(item[member].as_string());
            }
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace

TEST_CASE("a timeline tells what happened, how long it waited, and its variables after each step") {
    Shop shop;
    shop.clock.time = shop.clock.time + seconds(90);
    shop.add(7);
    shop.after(hours(1));
    shop.after(minutes(10));
    const watch::Timeline told = shop.timeline();
    CHECK(told_as(told.items) == std::vector<std::string>{"entered ready", "waited ready", "heard ready item.added",
                                                          "left ready received", "entered add", "left add done",
                                                          "entered ready", "waited ready", "left ready timeout",
                                                          "entered pause", "waited pause", "left pause done",
                                                          "entered over", "ended closed"});
    CHECK(told.next == 0);
    CHECK(told.version == 1);
    CHECK(told.items[0]["vars"] == Value(Map{{"sum", 0}}));
    CHECK(told.items[1]["waited_ms"] == Value(90'000));
    CHECK(told.items[1]["waits_for"] == Value(List{"item.added", "timer.fired"}));
    CHECK(told.items[1]["vars"].is_nil());
    CHECK(told.items[2]["payload"]["price"] == Value(7));
    CHECK(told.items[5]["changed"] == Value(Map{{"sum", 7}}));
    CHECK(told.items[5]["vars"] == Value(Map{{"sum", 7}}));
    CHECK(told.items[7]["woken_by"] == Value("timer.fired"));
    CHECK(told.items[10]["waited_ms"] == Value(600'000));
    CHECK(told.items[13]["status"] == Value("completed"));
    std::vector<std::string> path;
    for (const Value& taken : told.path) {
        path.push_back(std::string(taken["node"].as_string()) + "." +
                       (taken["output"].is_nil() ? "" : std::string(taken["output"].as_string())) + " " +
                       json::dump(taken["count"]));
    }
    CHECK(path ==
          std::vector<std::string>{"ready.received 1", "add.done 1", "ready.timeout 1", "pause.done 1", "over. 1"});
}

TEST_CASE("a timeline comes page by page, and its pages are the whole") {
    Shop shop;
    for (int i = 1; i <= 20; ++i) {
        shop.add(i);
    }
    const watch::Timeline whole = shop.timeline();
    watch::TimelinePage page;
    page.moments_max = 7;
    List all;
    std::size_t pages = 0;
    do {
        const watch::Timeline part = shop.timeline(page);
        REQUIRE_FALSE(part.items.empty());
        REQUIRE(part.items.size() <= 7);
        CHECK_FALSE(part.items[0]["vars"].is_nil());  // whoever begins here knows them
        CHECK(Value(part.path) == Value(whole.path));
        for (const Value& item : part.items) {
            all.push(item);
        }
        page.from = part.next;
        ++pages;
    } while (page.from != 0);
    CHECK(pages == (whole.items.size() + 6) / 7);
    CHECK(told_as(all) == told_as(whole.items));
    CHECK(all[all.size() - 1]["seq"] == Value(21));

    page = {};
    page.bytes_max = 1;  // at least one
    CHECK(shop.timeline(page).items.size() == 1);
}

TEST_CASE("an incident is told with what a person did about it") {
    Shop shop;
    shop.add("a word");
    CHECK(shop.timeline().items[5]["incident"]["code"] == Value("expression.failed"));
    CHECK(shop.timeline().items[5]["incident"]["resolved"].is_nil());
    drive::CommandRequest request;
    request.org = org;
    request.run = shop.run;
    run::ResolveIncident skip;
    skip.action = run::ResolveIncident::Action::skip;
    skip.output = "done";
    request.command = skip;
    shop.running->drive->command(std::move(request), {});
    shop.settle();
    const watch::Timeline told = shop.timeline();
    CHECK(told.items[5]["kind"] == Value("incident"));
    CHECK(told.items[5]["node"] == Value("add"));
    CHECK(told.items[5]["incident"]["resolved"]["action"] == Value("skip"));
    CHECK(told.items[5]["incident"]["resolved"]["output"] == Value("done"));
    CHECK(told_as(told.items).back() == "waited ready");
}

TEST_CASE("runs are found by version, node, outcome and time") {
    Shop shop;
    const RunId first = shop.run;
    const Time begun = shop.clock.time;
    shop.clock.time = shop.clock.time + minutes(30);
    const RunId second = shop.start("order").run;
    shop.after(minutes(30));  // the first is late
    shop.after(minutes(10));  // and over
    const auto found = [&](const watch::RunQuery& query) {
        std::vector<std::string> ids;
        for (const Value& item : shop.find(query).items) {
            ids.emplace_back(item["run_id"].as_string());
        }
        return ids;
    };
    using Ids = std::vector<std::string>;
    CHECK(found({}) == Ids{to_text(second), to_text(first)});
    CHECK(found({.outcome = "closed"}) == Ids{to_text(first)});
    CHECK(found({.outcome = "other"}).empty());
    CHECK(found({.node = "ready"}) == Ids{to_text(second)});
    CHECK(found({.node = "over"}).empty());
    CHECK(found({.flow = "order", .version = 1}).size() == 2);
    CHECK(found({.flow = "order", .version = 2}).empty());
    CHECK(found({.since = begun + minutes(1)}) == Ids{to_text(second)});
    CHECK(found({.until = begun + minutes(1)}) == Ids{to_text(first)});
    CHECK(found({.subject = store::SubjectId{first.value}}) == Ids{to_text(first)});
    const watch::RunPage one = shop.find({.limit = 1});
    REQUIRE(one.items.size() == 1);
    CHECK(one.items[0]["at"] == Value(List{"ready"}));
    CHECK(one.items[0]["version"] == Value(1));
    CHECK(one.items[0]["flow_title"] == Value("Order"));
    CHECK(one.items[0]["outcome"].is_nil());
    const watch::RunPage next = shop.find({.before = one.next, .limit = 1});
    REQUIRE(next.items.size() == 1);
    CHECK(next.items[0]["outcome"] == Value("closed"));
    CHECK(next.items[0]["ended_at"] == Value(to_text(begun + minutes(70))));
}

TEST_CASE("a run becomes a case that its flow passes, with time where it mattered") {
    Shop shop;
    shop.clock.time = shop.clock.time + seconds(90);  // it waited, and nothing came of it
    shop.add(7);
    shop.after(hours(1));
    shop.after(minutes(10));
    const Catalogue types = nodes::shipped_catalogue();
    flowtest::World world;
    world.catalogue = &types;
    const auto recorded = watch::record_case(shop.rows(), *shop.versions, {"order", order, {}}, world);
    REQUIRE(recorded);
    INFO(recorded->text);
    INFO(recorded->why_not);
    CHECK(recorded->passes);
    CHECK(recorded->text.find("  signal item.added price=7\n  after 1h\n  after 10m\n  expect ended closed\n") !=
          std::string::npos);
    CHECK(recorded->text.find("after 90s") == std::string::npos);

    // On a flow that has been changed it fails, and says where.
    std::string other = order;
    other.replace(other.find(R"("outcome":"closed")"), 18, R"("outcome":"lapsed")");
    const auto broken = watch::record_case(shop.rows(), *shop.versions, {"order", other, {}}, world);
    REQUIRE(broken);
    CHECK_FALSE(broken->passes);
    CHECK(broken->why_not.find("expect ended closed") != std::string::npos);
}
