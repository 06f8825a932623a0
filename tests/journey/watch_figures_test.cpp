// What is counted at the nodes of a flow while its runs live, over a restart too.

#include "runtime/watch/overlay.hpp"
#include "runtime/watch/watch.hpp"
#include "tests/journey/house.hpp"

using namespace millrace;
using namespace millrace::journey;

namespace {

constexpr const char* counting = R"({"format":"millrace.flow/1","key":"counting","title":"t","trigger":{"on":"api"},
  "variables":{"n":{"type":"integer","default":0}},"start":"ready",
  "nodes":{"ready":{"type":"control.wait_for_event","settings":{"name":"one.more","within":"1h"},
    "next":{"received":"count","timeout":"late"}},
  "count":{"type":"control.set","settings":{"values":{"n":"vars.n + event.by"}},"next":{"done":"ready"}},
  "late":{"type":"control.end","settings":{"outcome":"late"}}}})";

// A house with somebody who looks on, who sees the flow as the API shows it.
struct WatchedHouse : House {
    explicit WatchedHouse(bool on_disk = false)
        : House([&] {
              HouseOptions options;
              options.on_disk = on_disk;
              return options;
          }()) {
        look_on();
    }
    void look_on() {
        eyes = std::make_unique<watch::Watch>(clock.time, *versions);
        watched = [this](const run::State& after, const run::Turn& turn) { eyes->took(after, turn); };
    }
    bool count(int slices = 1000) {
        for (int i = 0; i < slices; ++i) {
            if (eyes->figures().standing().count(org, *store, *versions, std::chrono::milliseconds(-1))) {
                return true;
            }
        }
        return false;
    }
    GraphPtr graph() {
        const auto reader = store->reader();
        const auto graph = versions->load_current(reader->org(org), *reader, "counting");
        REQUIRE(graph);
        return *graph;
    }
    watch::FlowFigures figures_now() {
        const GraphPtr flow = graph();
        return eyes->figures().of(org, flow->version_id, flow->nodes.size());
    }
    Value node(std::string_view id) {
        const GraphPtr flow = graph();
        return watch::show_nodes(*flow, figures_now().nodes)[id];
    }
    Value runs_figures() { return watch::show_runs(figures_now().runs); }
    RunId begin_run() {
        const drive::Answered begun = start("counting");
        REQUIRE(begun.kind == drive::Answered::Kind::done);
        return begun.run;
    }
    void tell(RunId run, int by = 1) {
        signal(run, "one.more", Map{{"by", by}});
        settle();
    }

    std::unique_ptr<watch::Watch> eyes;
};

}  // namespace

TEST_CASE("what runs do at a node is counted: who came, who waits, who left by which output, and how long it took") {
    WatchedHouse house;
    house.publish(counting);
    const RunId first = house.begin_run();
    house.begin_run();
    // Nobody knows yet how many an earlier process left there.
    CHECK(house.node("ready")["waiting"].is_nil());
    CHECK(house.node("ready")["entered"] == Value(2));
    REQUIRE(house.count());
    CHECK(house.node("ready")["waiting"] == Value(2));
    CHECK(house.node("ready")["p50_ms"].is_nil());

    house.clock.time = house.clock.time + seconds(40);
    house.tell(first);
    CHECK(house.node("ready") == Value(Map{{"waiting", 2},
                                           {"entered", 3},
                                           {"errors", 0},
                                           {"p50_ms", house.node("ready")["p50_ms"]},
                                           {"p99_ms", house.node("ready")["p99_ms"]},
                                           {"outputs", Map{{"received", 1}, {"timeout", 0}}}}));
    const std::int64_t took = house.node("ready")["p50_ms"].as_integer();
    CHECK((took > 30'000 && took < 50'000));
    CHECK(house.node("count")["p99_ms"] == Value(0));
    CHECK(house.node("count")["outputs"]["done"] == Value(1));

    // An hour later both are late, and gone.
    house.after(hours(2));
    CHECK(house.node("ready")["waiting"] == Value(0));
    CHECK(house.node("ready")["outputs"]["timeout"] == Value(2));
    CHECK(house.runs_figures() ==
          Value(Map{{"started", 2}, {"ended", 2}, {"incidents", 0}, {"live", 0}, {"outcomes", Map{{"late", 2}}}}));
}

TEST_CASE("a node that fails has an error, and the run that waits for a person is still there") {
    WatchedHouse house;
    house.publish(counting);
    REQUIRE(house.count());
    const RunId run = house.begin_run();
    house.signal(run, "one.more", Map{{"by", "a word"}});
    house.settle();
    CHECK(house.shown(run)["status"] == Value("incident"));
    CHECK(house.node("count")["errors"] == Value(1));
    CHECK(house.node("count")["waiting"] == Value(1));
    CHECK(house.node("ready")["waiting"] == Value(0));
    CHECK(house.runs_figures()["incidents"] == Value(1));
    CHECK(house.runs_figures()["live"] == Value(1));
}

TEST_CASE("after a restart those who wait are counted, and each once, whatever they do meanwhile") {
    WatchedHouse house(true);
    house.publish(counting);
    std::vector<RunId> runs;
    for (int i = 0; i < 120; ++i) {  // more than one slice
        runs.push_back(house.begin_run());
    }
    house.clock.time = house.clock.time + seconds(1);
    house.crash();
    house.look_on();
    CHECK(house.node("ready")["entered"] == Value(0));

    SECTION("nothing happens meanwhile") {
        REQUIRE(house.count());
        CHECK(house.node("ready")["waiting"] == Value(120));
        CHECK(house.runs_figures()["live"] == Value(120));
        house.tell(runs[7]);
        CHECK(house.node("ready")["waiting"] == Value(120));
        CHECK(house.node("ready")["entered"] == Value(1));
        house.after(hours(2));
        CHECK(house.node("ready")["waiting"] == Value(0));
        CHECK(house.runs_figures()["live"] == Value(0));
    }
    SECTION("before, between and after the slices some move on, some end, and new ones come") {
        house.tell(runs[3]);
        house.tell(runs[119]);
        REQUIRE_FALSE(house.count(1));
        house.tell(runs[3]);
        house.tell(runs[10]);                                       // counted already
        house.signal(runs[11], "one.more", Map{{"by", "a word"}});  // fails
        house.settle();
        house.tell(runs[100]);  // not yet
        house.begin_run();
        REQUIRE_FALSE(house.count(1));
        house.tell(runs[100]);
        house.tell(runs[60]);
        REQUIRE(house.count());
        CHECK(house.node("ready")["waiting"] == Value(120));
        CHECK(house.node("count")["waiting"] == Value(1));
        CHECK(house.runs_figures()["live"] == Value(121));
        for (const RunId run : runs) {
            house.tell(run);
        }
        CHECK(house.node("ready")["waiting"] == Value(120));
        house.after(hours(2));
        CHECK(house.node("ready")["waiting"] == Value(0));
        CHECK(house.runs_figures()["live"] == Value(1));
    }
}

TEST_CASE("who follows a run hears of each of its turns, and of no other's") {
    WatchedHouse house;
    house.publish(counting);
    const RunId run = house.begin_run();
    const RunId other = house.begin_run();
    house.eyes->followed().follow(run, house.clock.time);
    house.tell(run);
    house.tell(other);
    const auto turned = house.eyes->followed().take();
    REQUIRE(turned.size() == 1);
    CHECK(turned[0].run == run);
    CHECK(Value(turned[0].shown) ==
          Value(Map{{"run_id", to_text(run)},
                    {"status", "waiting"},
                    {"seq", 2},
                    {"steps", List{Map{{"node", "ready"}, {"did", "resumed"}, {"left_by", "received"}},
                                   Map{{"node", "count"}, {"did", "entered"}, {"left_by", "done"}},
                                   Map{{"node", "ready"}, {"did", "entered"}}}},
                    {"stands_at", List{"ready"}}}));
    house.eyes->followed().let_go(run, house.clock.time + seconds(1));
    house.tell(run);
    CHECK(house.eyes->followed().take().empty());
}
