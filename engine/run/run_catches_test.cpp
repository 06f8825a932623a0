#include <algorithm>

#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

// A guarded failure; `handler` waits, so that one sees what came there.
std::string guarded(const std::string& codes, const std::string& code) {
    return R"({"a":{"type":"t.catch","settings":{"codes":")" + codes +
           R"("},"next":{"armed":"work","caught":"handler"}},
        "work":{"type":"t.fail","settings":{"code":")" +
           code + R"("}},
        "handler":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})";
}

}  // namespace

TEST_CASE("a failure comes back to the catch that was passed, and says what it was") {
    Stage stage;
    stage.flow("f", guarded("", "http.failed"));
    stage.start();
    CHECK(stage.state.status == run::Status::waiting);
    CHECK(stage.at() == Names{"handler"});
    CHECK_FALSE(stage.happened("incident.raised"));
    const Value event = stage.activation("handler").event;
    CHECK(event["code"] == Value("http.failed"));
    CHECK(event["node"] == Value("work"));
    CHECK(event["message"] == Value("expected luck but there was none"));
}

TEST_CASE("a catch covers the codes it names, a whole family by its beginning, or all") {
    struct Case {
        const char* codes;
        const char* code;
        bool caught;
    };
    const Case cases[] = {
        {"", "any.thing", true},
        {"*", "any.thing", true},
        {"http.failed", "http.failed", true},
        {"http.failed", "http.timeout", false},
        {"http.failed", "http.failed_twice", false},
        {"http.*", "http.timeout", true},
        {"http.*", "https.timeout", false},
        {"http.*", "http", false},
        {"order.lost,http.*", "http.timeout", true},
        {"order.lost,http.*", "order.lost", true},
        {"order.lost,http.*", "order.found", false},
    };
    for (const Case& one : cases) {
        INFO(one.codes << " and " << one.code);
        Stage stage;
        stage.flow("f", guarded(one.codes, one.code));
        stage.start();
        CHECK(stage.at() == Names{one.caught ? "handler" : "work"});
        CHECK((stage.state.status == run::Status::incident) == !one.caught);
    }
}

TEST_CASE("limits cannot be caught, and leave the catch armed") {
    for (const char* code :
         {"script.limit", "script.not_deterministic", "flow.step_limit", "run.too_large", "node.version_missing"}) {
        INFO(code);
        Stage stage;
        stage.flow("f", guarded("", code));
        stage.start();
        CHECK(stage.state.status == run::Status::incident);
        CHECK(stage.activation("work").code == String(code));
        CHECK(stage.state.root().catches.size() == 1);
    }
}

TEST_CASE("of several catches the newest that covers the failure counts; it and all newer ones are used up") {
    const auto nested = [](const std::string& code) {
        return R"({"a":{"type":"t.catch","next":{"armed":"inner","caught":"outer_handler"}},
            "inner":{"type":"t.catch","settings":{"codes":"http.*"},"next":{"armed":"go","caught":"inner_handler"}},
            "go":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"work"}},
            "work":{"type":"t.fail","settings":{"code":")" +
               code + R"("}},
            "inner_handler":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"worse"}},
            "outer_handler":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"worse"}},
            "worse":{"type":"t.fail","settings":{"code":"http.worse"}}})";
    };
    Stage stage;
    SECTION("the inner one covers it: the outer one stays, for a failure of the handler") {
        stage.flow("f", nested("http.failed"));
        stage.start();
        REQUIRE(stage.state.root().catches.size() == 2);
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"inner_handler"});
        CHECK(stage.state.root().catches.size() == 1);
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"outer_handler"});
        CHECK(stage.activation("outer_handler").event["code"] == Value("http.worse"));
        CHECK(stage.state.root().catches.empty());
        stage.signal("bell.rung");
        CHECK(stage.state.status == run::Status::incident);
        CHECK(stage.at() == Names{"worse"});
    }
    SECTION("the inner one does not: it goes with the outer one") {
        stage.flow("f", nested("order.lost"));
        stage.start();
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"outer_handler"});
        CHECK(stage.state.root().catches.empty());
    }
}

TEST_CASE("passing a catch again arms it again, and never twice") {
    Stage stage;
    SECTION("after it was used up") {
        stage.flow("f", R"({"a":{"type":"t.catch","next":{"armed":"work","caught":"count"}},
            "work":{"type":"t.fail"},
            "count":{"type":"t.loop","settings":{"times":3},"next":{"again":"a","done":"z"}},
            "z":{"type":"t.end"}})");
        stage.start();
        CHECK(stage.state.status == run::Status::completed);
        const Names events = stage.events();
        CHECK(std::count(events.begin(), events.end(), "failure.caught") == 4);
    }
    SECTION("while it is armed") {
        stage.flow("f", R"({"a":{"type":"t.catch","next":{"armed":"count","caught":"handler"}},
            "count":{"type":"t.loop","settings":{"times":3},"next":{"again":"a","done":"work"}},
            "work":{"type":"t.fail"},
            "handler":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"work"}}})");
        stage.start();
        CHECK(stage.at() == Names{"handler"});
        CHECK(stage.state.root().catches.empty());
        stage.signal("bell.rung");
        CHECK(stage.state.status == run::Status::incident);
    }
}

TEST_CASE("a failure in a branch takes the whole region down to the catch before it") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.catch","next":{"armed":"ways","caught":"handler"}},
        "ways":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"bell","y":"deep"}},
        "bell":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"1"},"next":{"came":"work"}},
        "work":{"type":"t.fail"},
        "deep":{"type":"t.fork","settings":{"join":"both"},"next":{"x":"door","y":"alarm"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"],"hold":"2"},"next":{"came":"both"}},
        "alarm":{"type":"t.wait","settings":{"on":["alarm.raised"],"hold":"3"},"next":{"came":"both"}},
        "both":{"type":"t.join","next":{"done":"meet"}},
        "meet":{"type":"t.join","next":{"done":"z"}},
        "handler":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    stage.signal("bell.rung");
    CHECK(stage.at() == Names{"handler"});
    CHECK(stage.effects() == Names{"seat.free 1", "seat.free 2", "seat.free 3"});
    CHECK(stage.state.regions.empty());
    CHECK(stage.activation("handler").region == 0);
    stage.signal("door.opened");
    CHECK(stage.state.status == run::Status::completed);
}

TEST_CASE("a catch inside a branch keeps the other branches alive, and its handler still meets them") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"guard","y":"door"}},
        "guard":{"type":"t.catch","next":{"armed":"bell","caught":"handler"}},
        "bell":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"work"}},
        "work":{"type":"t.fail"},
        "door":{"type":"t.wait","settings":{"on":["door.opened"],"hold":"2"},"next":{"came":"meet"}},
        "handler":{"type":"t.wait","settings":{"on":["alarm.raised"]},"next":{"came":"meet"}},
        "meet":{"type":"t.join","next":{"done":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    stage.signal("bell.rung");
    CHECK(stage.at() == Names{"door", "handler"});
    CHECK(stage.effects().empty());
    CHECK(stage.activation("handler").region == stage.activation("door").region);
    stage.signal("alarm.raised");
    CHECK(stage.state.status == run::Status::waiting);
    stage.signal("door.opened");
    CHECK(stage.state.status == run::Status::completed);
}

TEST_CASE("a failure in a subflow looks in its own frame first, then in the caller's") {
    constexpr const char* caller = R"({"a":{"type":"t.catch","next":{"armed":"call","caught":"handler"}},
        "call":{"type":"t.call","settings":{"flow":"inner"},"next":{"done":"z"}},
        "handler":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})";
    Stage stage;
    stage.flow("f", caller);
    SECTION("nothing there: the caller's, and the subflow is gone with what it holds") {
        stage.flow("inner", R"({"a":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"bell","y":"door"}},
            "bell":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"work"}},
            "door":{"type":"t.wait","settings":{"on":["door.opened"],"hold":"3"},"next":{"came":"meet"}},
            "work":{"type":"t.fail"},
            "meet":{"type":"t.join","next":{"done":"z"}},
            "z":{"type":"t.end"}})");
        stage.start();
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"handler"});
        CHECK(stage.effects() == Names{"seat.free 3"});
        CHECK(stage.state.frames.size() == 1);
        CHECK(stage.activation("handler").event["node"] == Value("work"));
    }
    SECTION("its own, and the caller's stays armed") {
        stage.flow("inner", R"({"a":{"type":"t.catch","next":{"armed":"bell","caught":"own"}},
            "bell":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"work"}},
            "work":{"type":"t.fail"},
            "own":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"work"}}})");
        stage.start();
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"call", "own"});
        CHECK(stage.state.root().catches.size() == 1);
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"handler"});
    }
}

TEST_CASE("an effect that fails is a failure of the node that asked for it") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.catch","next":{"armed":"seat","caught":"handler"}},
        "seat":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"7"},"next":{"came":"z"}},
        "handler":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    stage.answer(stage.activation("seat").id, "effect.failed", Map{{"message", "the house is full"}});
    CHECK(stage.at() == Names{"handler"});
    CHECK(stage.effects() == Names{"seat.free 7"});
    CHECK(stage.activation("handler").event["code"] == Value("effect.failed"));
    CHECK(stage.activation("handler").event["message"] ==
          Value("expected the effect to succeed but it failed: the house is full"));
}
