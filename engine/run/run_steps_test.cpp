#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

// Goes round `times` times, two steps each, without a wait.
std::string round_and_round(std::int64_t times, const std::string& more = "") {
    return R"({"a":{"type":"t.loop","settings":{"times":)" + std::to_string(times) +
           R"(},"next":{"again":"b","done":"z"}},
        "b":{"type":"t.do","next":{"done":"a"}},)" +
           more + R"("z":{"type":"t.end"}})";
}

int go_on_to_the_end(Stage& stage) {
    int turns = 0;
    while (stage.turn.more) {
        CHECK(stage.state.status == run::Status::running);
        stage.go_on();
        ++turns;
    }
    return turns;
}

}  // namespace

TEST_CASE("a turn is a thousand steps long at most; the next one goes on where it stopped") {
    Stage stage;
    SECTION("a thousand are one turn") {
        stage.flow("f", round_and_round(499));  // 2 * 499 + 1 and the end
        stage.start();
        CHECK_FALSE(stage.turn.more);
        CHECK(stage.state.steps == 1000);
    }
    SECTION("more are more") {
        stage.flow("f", round_and_round(500));
        stage.start();
        CHECK(stage.turn.more);
        CHECK(stage.state.steps == 1000);
        CHECK(stage.state.status == run::Status::running);
        CHECK(stage.at() == Names{"a next"});
        CHECK(go_on_to_the_end(stage) == 1);
        CHECK(stage.state.steps == 1002);
    }
    CHECK(stage.state.status == run::Status::completed);
}

TEST_CASE("ten thousand steps without a wait are an incident, and a retry has as many again") {
    Stage stage;
    stage.flow("f", round_and_round(6000));
    stage.start();
    CHECK(go_on_to_the_end(stage) == 10);
    CHECK(stage.state.status == run::Status::incident);
    CHECK(stage.state.failed()->code == String("flow.step_limit"));
    stage.give(ResolveIncident{});
    CHECK(go_on_to_the_end(stage) == 2);
    CHECK(stage.state.status == run::Status::completed);
}

TEST_CASE("whatever comes from outside begins the count anew") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.loop","settings":{"times":50},"next":{"again":"b","done":"z"}},
        "b":{"type":"t.wait","settings":{"on":["bell.rung"],"within":"1m"},"next":{"came":"a","late":"a"}},
        "z":{"type":"t.end"}})");
    stage.start();
    CHECK(stage.state.steps == 2);
    stage.signal("bell.rung");
    CHECK(stage.state.steps == 3);
    stage.after(minutes(1));
    stage.fire();
    CHECK(stage.state.steps == 3);
}

TEST_CASE("the safe route of a loop without an end has room to run, and no more than a turn's") {
    Stage stage;
    SECTION("it waits in the end") {
        stage.flow("f",
                   round_and_round(100'000, R"("safe":{"type":"t.do","settings":{"ask":["speak"]},"next":{"done":"w"}},
            "w":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"z"}},)"),
                   R"("on_error":"safe",)");
        stage.start();
        go_on_to_the_end(stage);
        CHECK(stage.effects() == Names{"speak"});
        CHECK(stage.at() == Names{"w"});
        CHECK(stage.state.status == run::Status::waiting);
    }
    SECTION("it goes round too") {
        stage.flow("f", round_and_round(100'000, R"("safe":{"type":"t.do","next":{"done":"a"}},)"),
                   R"("on_error":"safe",)");
        stage.start();
        CHECK(go_on_to_the_end(stage) == 11);
        CHECK(stage.state.status == run::Status::incident);
        CHECK(stage.state.steps == 11'001);
    }
}

TEST_CASE("before a durable step everything is committed") {
    Stage stage;
    SECTION("in the middle") {
        stage.flow("f", R"({"a":{"type":"t.do","settings":{"ask":["speak"]},"next":{"done":"b"}},
            "b":{"type":"t.do","settings":{"save":"n","value":1},"next":{"done":"c"},"commit":"before"},
            "c":{"type":"t.do","next":{"done":"z"},"commit":"before"},
            "z":{"type":"t.end"}})");
        stage.start();
        CHECK(stage.turn.more);
        CHECK(stage.effects() == Names{"speak"});
        CHECK(stage.at() == Names{"b next"});
        CHECK(stage.var("n").is_nil());
        stage.go_on();
        CHECK(stage.turn.more);
        CHECK(stage.effects().empty());
        CHECK(stage.var("n") == Value(1));
        CHECK(stage.at() == Names{"c next"});
        stage.go_on();
        CHECK_FALSE(stage.turn.more);
        CHECK(stage.state.status == run::Status::completed);
    }
    SECTION("at the start, where the run itself is what is committed") {
        stage.flow("f", R"({"a":{"type":"t.do","next":{"done":"z"},"commit":"before"},"z":{"type":"t.end"}})");
        stage.start();
        CHECK(stage.turn.more);
        CHECK(stage.at() == Names{"a next"});
        stage.go_on();
        CHECK(stage.state.status == run::Status::completed);
    }
    SECTION("where a hook leads, with what it released") {
        stage.flow("f", R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"7"},"next":{"came":"z"}},
            "out":{"type":"t.do","next":{"done":"z"},"commit":"before"},
            "z":{"type":"t.end"}})",
                   R"("hooks":[{"on":"alarm.raised","to":"out"}],)");
        stage.start();
        stage.signal("alarm.raised");
        CHECK(stage.turn.more);
        CHECK(stage.effects() == Names{"seat.free 7"});
        CHECK(stage.at() == Names{"out next"});
        stage.go_on();
        CHECK(stage.state.status == run::Status::completed);
    }
}

TEST_CASE("a run that waits has nothing to go on with") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"a"}}})");
    stage.start();
    CHECK(stage.refuse(ContinueRun{}).kind == Decision::Kind::ignored);
}
