#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

// f calls `inner` and goes on by its outcome.
constexpr const char* caller = R"({
    "a":{"type":"t.call","settings":{"flow":"inner","input":{"n":1}},"next":{"good":"z","bad":"y"}},
    "out":{"type":"t.end","settings":{"outcome":"out"}},
    "y":{"type":"t.end","settings":{"outcome":"bad"}},
    "z":{"type":"t.end","settings":{"outcome":"good"}}})";
constexpr const char* callee = R"({
    "a":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"3","save":"n"},"next":{"came":"z"}},
    "z":{"type":"t.end","settings":{"outcome":"good","result":{"x":5}}}})";

}  // namespace

TEST_CASE("a subflow has its own variables, and its outcome is the caller's output") {
    Stage stage;
    stage.flow("f", caller);
    stage.flow("inner", callee);
    stage.start(Map{{"n", 7}});
    CHECK(stage.at() == Names{"a", "a"});
    REQUIRE(stage.state.frames.size() == 2);
    CHECK(stage.state.frames[1].graph->key == "inner");

    stage.signal("bell.rung", Map{{"loud", true}});
    CHECK(stage.outcome() == "good");
    CHECK(stage.var("n") == Value(7));
    CHECK(stage.effects() == Names{"seat.free 3"});
    CHECK(stage.state.frames.size() == 1);
}

TEST_CASE("a subflow keeps the version that was current when it was entered") {
    Stage stage;
    stage.flow("f", caller);
    stage.flow("inner", callee);
    stage.start();
    stage.flow("inner", R"({"a":{"type":"t.end","settings":{"outcome":"bad"}}})");
    CHECK(stage.state.frames[1].graph->version_id == 2);
    stage.signal("bell.rung");
    CHECK(stage.outcome() == "good");
}

TEST_CASE("a hook of the caller clears the subflow; one of the subflow only itself") {
    Stage stage;
    SECTION("the caller's") {
        stage.flow("f", caller, R"("hooks":[{"on":"alarm.raised","to":"out"}],)");
        stage.flow("inner", callee);
        stage.start();
        stage.signal("alarm.raised");
        CHECK(stage.effects() == Names{"seat.free 3"});
        CHECK(stage.outcome() == "out");
    }
    SECTION("the innermost wins") {
        stage.flow("f", caller, R"("hooks":[{"on":"alarm.raised","to":"out"}],)");
        stage.flow("inner", R"({
            "a":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"3"},"next":{"came":"z"}},
            "b":{"type":"t.end","settings":{"outcome":"bad"}},
            "z":{"type":"t.end","settings":{"outcome":"good"}}})",
                   R"("hooks":[{"on":"alarm.raised","to":"b"}],)");
        stage.start();
        stage.signal("alarm.raised");
        CHECK(stage.effects() == Names{"seat.free 3"});
        CHECK(stage.outcome() == "bad");
    }
}

TEST_CASE("a subflow in a branch of a race goes with the race") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.race","settings":{"join":"meet"},"next":{"x":"call","y":"door"}},
        "call":{"type":"t.call","settings":{"flow":"inner"},"next":{"good":"meet"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"meet"}},
        "meet":{"type":"t.join","settings":{"mode":"any"},"next":{"done":"z"}},
        "z":{"type":"t.end"}})");
    stage.flow("inner", callee);
    stage.start();
    CHECK(stage.state.frames.size() == 2);
    stage.signal("door.opened");
    CHECK(stage.effects() == Names{"seat.free 3"});
    CHECK(stage.state.status == run::Status::completed);
    CHECK(stage.state.frames.size() == 1);
}

TEST_CASE("a subflow without a flow, an input or an end in sight is an incident of the caller") {
    Stage stage;
    SECTION("no such flow") {
        stage.knows("flow", Value(), Value("inner"));
        stage.flow("f", caller);
        stage.start();
        CHECK(stage.activation("a").code == String("flow.unknown_flow"));
    }
    SECTION("an input is missing") {
        stage.flow("f", caller);
        stage.flow("inner", callee, R"("input":{"must":{"type":"string","required":true}},)");
        stage.start();
        CHECK(stage.activation("a").code == String("flow.subflow_contract"));
    }
    SECTION("an outcome has no wire") {
        stage.flow("f", caller);
        stage.flow("inner", R"({"a":{"type":"t.end","settings":{"outcome":"odd"}}})");
        stage.start();
        CHECK(stage.state.status == run::Status::incident);
        CHECK(stage.at() == Names{"a"});
    }
    SECTION("it calls itself for ever") {
        stage.flow("f", R"({"a":{"type":"t.call","settings":{"flow":"f"},"next":{"done":"z"}},"z":{"type":"t.end"}})");
        stage.start();
        CHECK(stage.state.status == run::Status::incident);
        CHECK(stage.state.failed()->code == String("flow.too_deep"));
        CHECK(stage.state.frames.size() == 16);
    }
}

TEST_CASE("a version that is not loaded is asked for before anything happens") {
    Stage stage;
    stage.flow("f", caller);
    stage.flow("inner", callee);
    stage.missing_versions = {2};
    const Decision decision = stage.refuse(StartRun{77, 1, 1, 4711, {}, Map{}, Map{}});
    CHECK(decision.kind == Decision::Kind::missing);
    CHECK(decision.question == Question{"version", Value(2)});
}
