#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

const Subject owned{"guest", 5, true};
const Subject companion{"guest", 5, false};

constexpr const char* failing = R"({
    "a":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"work"}},
    "work":{"type":"t.fail","settings":{"code":"order.lost"}},
    "safe":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"work"}}})";

}  // namespace

TEST_CASE("a failure takes the safe route, once; after that a person decides") {
    Stage stage;
    stage.flow("f", failing, R"("on_error":"safe",)");
    stage.start();
    stage.signal("bell.rung");
    CHECK(stage.state.status == run::Status::waiting);
    CHECK(stage.at() == Names{"safe"});
    CHECK(stage.happened("incident.raised"));
    CHECK(stage.happened("error.routed"));
    const Value event = stage.activation("safe").event;
    CHECK(event["code"] == Value("order.lost"));
    CHECK(event["node"] == Value("work"));

    stage.signal("bell.rung");
    CHECK(stage.state.status == run::Status::incident);
    CHECK(stage.at() == Names{"work"});
    CHECK_FALSE(stage.happened("error.routed"));
}

TEST_CASE("the safe route takes the place of everything in its frame, and what that held is given back") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"bell","y":"door"}},
        "bell":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"1"},"next":{"came":"work"}},
        "work":{"type":"t.fail"},
        "door":{"type":"t.wait","settings":{"on":["door.opened"],"hold":"2"},"next":{"came":"meet"}},
        "meet":{"type":"t.join","next":{"done":"z"}},
        "safe":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})",
               R"("on_error":"safe",)");
    stage.start();
    stage.signal("bell.rung");
    CHECK(stage.at() == Names{"safe"});
    CHECK(stage.effects() == Names{"seat.free 1", "seat.free 2"});
    CHECK(stage.state.regions.empty());
}

TEST_CASE("a catch comes before the safe route, and what it catches is no incident") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.catch","next":{"armed":"work","caught":"handler"}},
        "work":{"type":"t.fail"},
        "handler":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"work"}},
        "safe":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"work"}}})",
               R"("on_error":"safe",)");
    stage.start();
    CHECK(stage.at() == Names{"handler"});
    CHECK_FALSE(stage.happened("incident.raised"));
    stage.signal("bell.rung");
    CHECK(stage.at() == Names{"safe"});
}

TEST_CASE("the safe route of a subflow comes first, then its caller's, each once") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.call","settings":{"flow":"inner"},"next":{"done":"safe"}},
        "safe":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"bad"}},
        "bad":{"type":"t.fail"}})",
               R"("on_error":"safe",)");
    SECTION("it has one") {
        stage.flow("inner", failing, R"("on_error":"safe",)");
        stage.start();
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"a", "safe"});
        CHECK(stage.state.frames.size() == 2);
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"safe"});
        CHECK(stage.state.frames.size() == 1);
        CHECK(stage.activation("safe").event["node"] == Value("work"));
        stage.signal("bell.rung");
        CHECK(stage.state.status == run::Status::incident);
        CHECK(stage.at() == Names{"bad"});
    }
    SECTION("it has none") {
        stage.flow("inner", failing);
        stage.start();
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"safe"});
        CHECK(stage.state.frames.size() == 1);
    }
}

TEST_CASE("a run that owns its subject and has no route asks for the last resort, once") {
    Stage stage;
    stage.flow("f", failing);
    SECTION("it owns it") {
        stage.start(Map{}, owned);
        stage.signal("bell.rung");
        CHECK(stage.effects() == Names{"help.fetch"});
        CHECK(stage.turn.effects[0].payload["code"] == Value("order.lost"));
        CHECK(stage.turn.effects[0].activation == 0);
        CHECK(stage.state.status == run::Status::incident);
        stage.give(ResolveIncident{ResolveIncident::Action::retry, 0, {}});
        CHECK(stage.state.status == run::Status::incident);
        CHECK(stage.effects().empty());
        stage.give(Quarantine{"it is damaged"});
        CHECK(stage.effects().empty());
    }
    SECTION("it overhears") {
        stage.start(Map{}, companion);
        stage.signal("bell.rung");
        CHECK(stage.effects().empty());
        CHECK(stage.state.status == run::Status::incident);
    }
    SECTION("it is about nothing") {
        stage.start();
        stage.signal("bell.rung");
        CHECK(stage.effects().empty());
    }
    SECTION("it is set aside") {
        stage.start(Map{}, owned);
        stage.give(Quarantine{"it is damaged"});
        CHECK(stage.effects() == Names{"help.fetch"});
        CHECK(stage.turn.effects[0].payload["message"] == Value("it is damaged"));
    }
}

TEST_CASE("the last resort is not asked as long as a safe route is left") {
    Stage stage;
    stage.flow("f", failing, R"("on_error":"safe",)");
    stage.start(Map{}, owned);
    stage.signal("bell.rung");
    CHECK(stage.effects().empty());
    stage.signal("bell.rung");
    CHECK(stage.effects() == Names{"help.fetch"});
}

TEST_CASE("what waits for a person holds nothing") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"7"},"next":{"came":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    stage.answer(stage.activation("a").id, "effect.failed");
    CHECK(stage.state.status == run::Status::incident);
    CHECK(stage.effects() == Names{"seat.free 7"});
    CHECK(stage.activation("a").holds.empty());
}

TEST_CASE("an effect that fails after its node was left is an incident of the run") {
    constexpr const char* nodes = R"({"a":{"type":"t.do","settings":{"ask":["speak"]},"next":{"done":"door"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"z"}},
        "safe":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})";
    Stage stage;
    SECTION("a person says go on, and the rest was never touched") {
        stage.flow("f", nodes);
        stage.start();
        stage.answer(1, "effect.failed", Map{{"message", "nobody listens"}});
        CHECK(stage.state.status == run::Status::incident);
        CHECK(stage.state.incident_code == String("effect.failed"));
        CHECK(stage.at() == Names{"door"});
        stage.give(ResolveIncident{});
        CHECK(stage.state.status == run::Status::waiting);
        stage.signal("door.opened");
        CHECK(stage.state.status == run::Status::completed);
    }
    SECTION("a safe route is taken") {
        stage.flow("f", nodes, R"("on_error":"safe",)");
        stage.start();
        stage.answer(1, "effect.failed", Map{{"message", "nobody listens"}});
        CHECK(stage.at() == Names{"safe"});
        CHECK(stage.state.status == run::Status::waiting);
        CHECK(stage.activation("safe").event["code"] == Value("effect.failed"));
    }
    SECTION("another answer that is late is only noted") {
        stage.flow("f", nodes);
        stage.start();
        stage.answer(1, "call.answered");
        CHECK(stage.events() == Names{"signal.ignored"});
        CHECK(stage.at() == Names{"door"});
    }
}
