#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

// Three waits, named in the order in which they are entered.
constexpr const char* three = R"({
    "a":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"one","y":"two","z":"three"}},
    "one":{"type":"t.wait","settings":{"on":["bell.rung"],"within":"5m"},"next":{"came":"meet","late":"meet"}},
    "two":{"type":"t.wait","settings":{"on":["door.opened"],"within":"5m"},"next":{"came":"meet","late":"meet"}},
    "three":{"type":"t.wait","settings":{"on":["alarm.raised"],"within":"1m"},"next":{"came":"meet","late":"meet"}},
    "meet":{"type":"t.join","next":{"done":"z"}},
    "z":{"type":"t.end"}})";

bool nothing_fires(Stage& stage) {
    return stage.refuse(FireTimer{}).kind == Decision::Kind::ignored;
}

}  // namespace

TEST_CASE("a timer fires when its time has come and not a moment before") {
    Stage stage;
    stage.flow("f", three);
    stage.start();
    CHECK(stage.state.due() == stage.now + minutes(1));
    stage.after(milliseconds(59'999));
    CHECK(nothing_fires(stage));
    stage.after(milliseconds(1));
    stage.fire();
    CHECK(stage.at() == Names{"one", "two"});
    CHECK(stage.state.due() == stage.now + minutes(4));
    CHECK(nothing_fires(stage));
}

TEST_CASE("of timers that are due together the earliest fires, of equal ones the older, one a turn") {
    Stage stage;
    stage.flow("f", three);
    stage.start();
    stage.after(hours(1));
    stage.fire();
    CHECK(stage.at() == Names{"one", "two"});
    stage.fire();
    CHECK(stage.at() == Names{"two"});
    CHECK(stage.state.due() < stage.now);
    stage.fire();
    CHECK(stage.state.status == run::Status::completed);
    CHECK(stage.state.due() == never);
    CHECK(nothing_fires(stage));
}

TEST_CASE("a signal that comes before its timer is handled wins, however late it is") {
    Stage stage;
    stage.flow("f", three);
    stage.start();
    stage.after(minutes(1));
    stage.signal("alarm.raised");
    CHECK(stage.at() == Names{"one", "two"});
    CHECK(nothing_fires(stage));
}

TEST_CASE("a timer goes with its activation: whoever left is not woken, in whatever way he left") {
    Stage stage;
    SECTION("by an output") {
        stage.flow("f", three);
        stage.start();
        stage.signal("alarm.raised");
        stage.after(minutes(1));
        CHECK(nothing_fires(stage));
    }
    SECTION("by a hook") {
        stage.flow(
            "f", R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"],"within":"1m"},"next":{"came":"a","late":"a"}},
            "out":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"a"}}})",
            R"("hooks":[{"on":"alarm.raised","to":"out"}],)");
        stage.start();
        stage.signal("alarm.raised");
        stage.after(minutes(1));
        CHECK(stage.state.due() == never);
        CHECK(nothing_fires(stage));
    }
    SECTION("as an incident") {
        stage.flow("f", three);
        stage.start();
        stage.answer(stage.activation("three").id, "effect.failed");
        CHECK(stage.state.due() == stage.now + minutes(5));
        stage.after(minutes(1));
        CHECK(nothing_fires(stage));
    }
    SECTION("cancelled") {
        stage.flow("f", three);
        stage.start();
        stage.cancel();
        CHECK(stage.state.due() == never);
    }
}

TEST_CASE("a node that waits again waits for its new time") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"],"within":"5m","rounds":2},
        "next":{"came":"z","late":"y"}},
        "y":{"type":"t.end","settings":{"outcome":"late"}},
        "z":{"type":"t.end","settings":{"outcome":"came"}}})");
    stage.start();
    stage.after(minutes(3));
    stage.signal("bell.rung");
    stage.after(minutes(2));
    CHECK(nothing_fires(stage));
    stage.after(minutes(3));
    stage.fire();
    CHECK(stage.outcome() == "late");
}
