#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

// a forks to two waits, which meet in `meet`.
std::string two_waits(const std::string& type, const std::string& mode) {
    return R"({"a":{"type":")" + type + R"(","settings":{"join":"meet"},"next":{"left":"bell","right":"door"}},
        "bell":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"1"},"next":{"came":"meet"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"],"hold":"2"},"next":{"came":"meet"}},
        "meet":{"type":"t.join","settings":{"mode":")" +
           mode + R"("},"next":{"done":"z"}},
        "z":{"type":"t.end"}})";
}

}  // namespace

TEST_CASE("a join of all goes on when the last branch has come") {
    Stage stage;
    stage.flow("f", two_waits("t.fork", "all"));
    stage.start();
    CHECK(stage.at() == Names{"bell", "door"});

    stage.signal("door.opened");
    CHECK(stage.at() == Names{"bell"});
    CHECK(stage.effects() == Names{"seat.free 2"});
    REQUIRE(stage.state.regions.size() == 1);

    stage.signal("bell.rung");
    CHECK(stage.state.status == run::Status::completed);
    CHECK(stage.effects() == Names{"seat.free 1"});
    CHECK(stage.state.regions.empty());
}

TEST_CASE("a join of any lets the first through and cancels the rest, which give back what they hold") {
    Stage stage;
    stage.flow("f", two_waits("t.fork", "any"));
    stage.start();
    stage.signal("door.opened");
    CHECK(stage.state.status == run::Status::completed);
    CHECK(stage.effects() == Names{"seat.free 2", "seat.free 1"});
    CHECK(stage.happened("region.cancelled"));
}

TEST_CASE("of a race the first to arrive wins, and only one goes on") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.race","settings":{"join":"meet"},"next":{"left":"bell","right":"door"}},
        "bell":{"type":"t.wait","settings":{"on":["bell.rung"],"within":"5m"},"next":{"came":"meet","late":"meet"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"meet"}},
        "meet":{"type":"t.join","settings":{"mode":"any"},"next":{"done":"last"}},
        "last":{"type":"t.wait","settings":{"on":["bell.rung","door.opened"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    stage.after(minutes(5));
    stage.fire();
    CHECK(stage.at() == Names{"last"});
    CHECK(stage.activation("last").region == 0);
    stage.signal("door.opened");
    CHECK(stage.state.status == run::Status::completed);
}

TEST_CASE("when branches of a race arrive in the same turn, the first one in order counts") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.race","settings":{"join":"meet"},"next":{"left":"one","right":"two"}},
        "one":{"type":"t.do","settings":{"save":"winner","value":"one"},"next":{"done":"meet"}},
        "two":{"type":"t.do","settings":{"save":"loser","value":"two"},"next":{"done":"slow"}},
        "slow":{"type":"t.do","settings":{"save":"slow","value":true},"next":{"done":"meet"}},
        "meet":{"type":"t.join","settings":{"mode":"any"},"next":{"done":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    CHECK(stage.state.status == run::Status::completed);
    CHECK(stage.var("winner") == Value("one"));
    CHECK(stage.var("slow").is_nil());
}

TEST_CASE("a region inside a region goes with it") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.race","settings":{"join":"outer"},"next":{"quick":"alarm","slow":"inner"}},
        "alarm":{"type":"t.wait","settings":{"on":["alarm.raised"]},"next":{"came":"outer"}},
        "inner":{"type":"t.fork","settings":{"join":"both"},"next":{"x":"bell","y":"door"}},
        "bell":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"1"},"next":{"came":"both"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"],"hold":"2"},"next":{"came":"both"}},
        "both":{"type":"t.join","next":{"done":"outer"}},
        "outer":{"type":"t.join","settings":{"mode":"any"},"next":{"done":"z"}},
        "z":{"type":"t.end"}})");
    SECTION("the inner one is completed, then the outer") {
        stage.start();
        CHECK(stage.state.regions.size() == 2);
        stage.signal("bell.rung");
        stage.signal("door.opened");
        CHECK(stage.state.status == run::Status::completed);
    }
    SECTION("the outer one is over first") {
        stage.start();
        stage.signal("bell.rung");
        CHECK(stage.at() == Names{"alarm", "door"});
        stage.signal("alarm.raised");
        CHECK(stage.effects() == Names{"seat.free 2"});
        CHECK(stage.state.status == run::Status::completed);
        CHECK(stage.state.regions.empty());
    }
}

TEST_CASE("a fork that is passed again opens a region of its own") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.loop","settings":{"times":2},"next":{"again":"ways","done":"z"}},
        "ways":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"bell","y":"door"}},
        "bell":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"meet"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"meet"}},
        "meet":{"type":"t.join","next":{"done":"a"}},
        "z":{"type":"t.end"}})");
    stage.start();
    for (int round = 0; round < 2; ++round) {
        CHECK(stage.state.status == run::Status::waiting);
        CHECK(stage.state.regions.size() == 1);
        stage.signal("bell.rung");
        stage.signal("door.opened");
    }
    CHECK(stage.state.status == run::Status::completed);
    CHECK(stage.state.last_region == 2);
}

TEST_CASE("an end inside a region ends the frame and everything in it") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"bell","y":"door"}},
        "bell":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"over"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"],"hold":"2"},"next":{"came":"meet"}},
        "meet":{"type":"t.join","next":{"done":"z"}},
        "over":{"type":"t.end","settings":{"outcome":"early"}},
        "z":{"type":"t.end"}})");
    stage.start();
    stage.signal("bell.rung");
    CHECK(stage.outcome() == "early");
    CHECK(stage.effects() == Names{"seat.free 2"});
    CHECK(stage.state.activations.empty());
}
