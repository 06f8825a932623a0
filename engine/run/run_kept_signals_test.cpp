#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

// Waits for the alarm first, and only then for the bell.
std::string later(const std::string& settings) {
    return R"({"a":{"type":"t.wait","settings":{"on":["alarm.raised"]},"next":{"came":"b"}},
        "b":{"type":"t.wait","settings":{"on":["bell.rung"],"save":"n")" +
           settings + R"(},"next":{"came":"z"}},
        "z":{"type":"t.end"}})";
}
Value numbered(std::int64_t n) {
    return Map{{"n", n}};
}

}  // namespace

TEST_CASE("a signal that comes too early is kept and taken by the wait that names it, the oldest first") {
    Stage stage;
    stage.flow("f", later(""));
    stage.start();
    stage.signal("bell.rung", numbered(1));
    CHECK(stage.events() == Names{"signal.kept"});
    stage.signal("door.opened");
    stage.signal("bell.rung", numbered(2));
    CHECK(stage.state.kept.size() == 3);
    CHECK(stage.at() == Names{"a"});

    stage.signal("alarm.raised");
    CHECK(stage.happened("signal.taken"));
    CHECK(stage.state.status == run::Status::completed);
    CHECK(stage.var("n") == numbered(1));
}

TEST_CASE("a wait takes as many kept signals as it can use, in one turn") {
    Stage stage;
    stage.flow("f", later(R"(,"rounds":2)"));
    stage.start();
    stage.signal("bell.rung", numbered(1));
    SECTION("there are enough") {
        stage.signal("bell.rung", numbered(2));
        stage.signal("alarm.raised");
        CHECK(stage.state.status == run::Status::completed);
    }
    SECTION("one has still to come") {
        stage.signal("alarm.raised");
        CHECK(stage.at() == Names{"b"});
        CHECK(stage.state.kept.empty());
        stage.signal("bell.rung", numbered(2));
    }
    CHECK(stage.var("n") == numbered(2));
}

TEST_CASE("who wants only what is newer leaves what was kept where it is") {
    Stage stage;
    stage.flow("f", later(R"(,"newer":true)"));
    stage.start();
    stage.signal("bell.rung", numbered(1));
    stage.signal("alarm.raised");
    CHECK(stage.at() == Names{"b"});
    CHECK(stage.state.kept.size() == 1);
    stage.signal("bell.rung", numbered(2));
    CHECK(stage.var("n") == numbered(2));
}

TEST_CASE("a signal is kept for ten minutes") {
    Stage stage;
    stage.flow("f", later(""));
    stage.start();
    stage.signal("bell.rung", numbered(1));
    stage.after(minutes(10));
    SECTION("to the last moment") {
        stage.signal("alarm.raised");
        CHECK(stage.state.status == run::Status::completed);
    }
    SECTION("and no longer, which the journal says") {
        stage.after(milliseconds(1));
        stage.signal("alarm.raised");
        CHECK(stage.at() == Names{"b"});
        CHECK(stage.happened("signal.dropped"));
        CHECK(stage.state.kept.empty());
    }
    SECTION("also when another one comes") {
        stage.after(milliseconds(1));
        stage.signal("door.opened");
        CHECK(stage.events() == Names{"signal.dropped", "signal.kept"});
        CHECK(stage.shown["events"].as_list()[0]["data"]["reason"] == Value("nobody waited for it within 10 minutes"));
        CHECK(stage.state.kept.size() == 1);
    }
}

TEST_CASE("a hundred are kept; then the oldest makes room, which the journal says") {
    Stage stage;
    stage.flow("f", later(""));
    stage.start();
    for (int n = 1; n <= 100; ++n) {
        stage.signal("bell.rung", numbered(n));
    }
    CHECK(stage.state.kept.size() == 100);
    CHECK(stage.events() == Names{"signal.kept"});

    stage.signal("bell.rung", numbered(101));
    CHECK(stage.state.kept.size() == 100);
    CHECK(stage.events() == Names{"signal.dropped", "signal.kept"});
    CHECK(stage.shown["events"].as_list()[0]["data"]["reason"] == Value("too many signals that nobody waits for"));
    stage.signal("alarm.raised");
    CHECK(stage.var("n") == numbered(2));
}

TEST_CASE("what nothing in the flow can take is not written") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.fail"},"out":{"type":"t.end","settings":{"outcome":"out"}}})",
               R"("hooks":[{"on":"alarm.raised","to":"out"}],)");
    stage.start();
    const std::size_t turns = stage.bodies.size();
    CHECK(stage.refuse(DeliverSignal{Signal{"bell.rung", Map{}}, 0, {}, stage.now}).kind == Decision::Kind::ignored);
    CHECK(stage.bodies.size() == turns);
    stage.signal("alarm.raised");
    CHECK(stage.outcome() == "out");
}

TEST_CASE("a signal has one consumer: a hook before a wait, the older wait before the younger") {
    constexpr const char* nodes = R"({"a":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"one","y":"first"}},
        "first":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"two"}},
        "one":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"meet"}},
        "two":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"meet"}},
        "meet":{"type":"t.join","next":{"done":"z"}},
        "out":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})";
    Stage stage;
    SECTION("waits") {
        stage.flow("f", nodes);
        stage.start();
        stage.after(seconds(1));
        stage.signal("door.opened");
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"two"});
    }
    SECTION("a hook, which fires once") {
        stage.flow("f", nodes, R"("hooks":[{"on":"bell.rung","to":"out"}],)");
        stage.start();
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"out"});
        stage.signal("bell.rung");
        CHECK(stage.state.status == run::Status::completed);
    }
    SECTION("an answer goes to whom it answers, whatever hooks there are") {
        stage.flow("f", nodes, R"("hooks":[{"on":"bell.rung","to":"out"}],)");
        stage.start();
        stage.answer(stage.activation("one").id, "bell.rung");
        CHECK(stage.at() == Names{"first"});
    }
}
