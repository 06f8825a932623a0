#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

constexpr const char* seated = R"({
    "a":{"type":"t.wait","settings":{"on":["bell.rung"],"within":"10m","hold":"7"},"next":{"came":"z","late":"z"}},
    "out":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"z"}},
    "z":{"type":"t.end"}})";

}  // namespace

TEST_CASE("what a node holds is asked for once and released when it leaves by an output") {
    Stage stage;
    stage.flow("f", seated);
    stage.start();
    CHECK(stage.effects() == Names{"seat.take 7"});
    REQUIRE(stage.activation("a").holds.size() == 1);

    SECTION("by a signal") {
        stage.signal("bell.rung");
    }
    SECTION("by its time") {
        stage.after(minutes(10));
        stage.fire();
    }
    CHECK(stage.effects() == Names{"seat.free 7"});
    CHECK(stage.happened("effect.released"));
    CHECK(stage.state.status == run::Status::completed);
}

TEST_CASE("a hook takes the place of what a node holds") {
    Stage stage;
    stage.flow("f", seated, R"("hooks":[{"on":"alarm.raised","to":"out"}],)");
    stage.start();
    stage.signal("alarm.raised");
    CHECK(stage.effects() == Names{"seat.free 7"});
    CHECK(stage.at() == Names{"out"});
}

TEST_CASE("cancelling and quarantine release, without calling a node") {
    Stage stage;
    stage.flow("f", seated);
    stage.start();
    SECTION("cancelled") {
        stage.cancel();
        CHECK(stage.state.status == run::Status::cancelled);
    }
    SECTION("quarantined") {
        stage.give(Quarantine{"its journal is damaged"});
        CHECK(stage.state.status == run::Status::quarantined);
        CHECK(stage.state.reason == String("its journal is damaged"));
    }
    CHECK(stage.effects() == Names{"seat.free 7"});
    CHECK(stage.state.activations.empty());
}

TEST_CASE("a node that waits again still holds what it held") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"7","rounds":3},"next":{"came":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    stage.signal("bell.rung");
    CHECK(stage.effects().empty());
    CHECK(stage.activation("a").holds.size() == 1);
    stage.signal("bell.rung");
    stage.signal("bell.rung");
    CHECK(stage.effects() == Names{"seat.free 7"});
}

TEST_CASE("effects of one activation are numbered, whatever turn they are asked in") {
    Stage stage;
    stage.flow("f", seated);
    stage.start();
    const EffectOrder taken = stage.turn.effects.front();
    stage.signal("bell.rung");
    const EffectOrder freed = stage.turn.effects.front();
    CHECK(taken.activation == freed.activation);
    CHECK(taken.number == 1);
    CHECK(freed.number == 2);
}

TEST_CASE("only what has a release can be held, and only what is known can be asked") {
    Stage stage;
    stage.flow("f",
               R"({"a":{"type":"t.do","settings":{"ask":["nobody.knows"]},"next":{"done":"z"}},"z":{"type":"t.end"}})");
    stage.start();
    CHECK(stage.state.status == run::Status::incident);
    CHECK(stage.activation("a").code == String("effect.unknown"));
}
