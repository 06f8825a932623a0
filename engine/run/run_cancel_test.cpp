#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

// `tidy` cleans up after `a`, which holds a seat; there is a hook and a safe route that a cancel must not take.
std::string with_clean_up(const std::string& tidy) {
    return R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"7"},"next":{"came":"z"}},
        "out":{"type":"t.end","settings":{"outcome":"out"}},
        "safe":{"type":"t.end","settings":{"outcome":"safe"}},
        "tidy":)" +
           tidy + R"(,"z":{"type":"t.end"}})";
}
constexpr const char* more = R"("on_cancel":"tidy","on_error":"safe","hooks":[{"on":"alarm.raised","to":"out"}],)";

}  // namespace

TEST_CASE("a cancelled run gives back what it holds, cleans up, and is cancelled") {
    Stage stage;
    stage.flow("f", with_clean_up(R"({"type":"t.do","settings":{"ask":["speak"]},"next":{"done":"z"}})"), more);
    stage.start();
    stage.cancel();
    CHECK(stage.effects() == Names{"seat.free 7", "speak"});
    CHECK(stage.state.status == run::Status::cancelled);
    CHECK(stage.state.reason == String("test"));
    CHECK(stage.outcome().empty());
}

TEST_CASE("a clean-up may wait, a minute in all; nothing else interferes") {
    Stage stage;
    stage.flow("f",
               with_clean_up(R"({"type":"t.wait","settings":{"on":["door.opened"],"hold":"9"},"next":{"came":"z"}})"),
               more);
    stage.start();
    stage.signal("door.opened");
    REQUIRE(stage.state.kept.size() == 1);
    stage.cancel();
    CHECK(stage.at() == Names{"tidy"});
    CHECK(stage.activation("tidy").event["code"] == Value("run.cancelled"));
    CHECK(stage.state.status == run::Status::waiting);
    CHECK(stage.state.kept.empty());
    CHECK(stage.state.due() == stage.now + seconds(60));

    SECTION("it is done in time") {
        stage.signal("door.opened");
        CHECK(stage.state.status == run::Status::cancelled);
        CHECK(stage.effects() == Names{"seat.free 9"});
    }
    SECTION("it is not") {
        stage.after(milliseconds(59'999));
        CHECK(stage.refuse(FireTimer{}).kind == Decision::Kind::ignored);
        stage.after(milliseconds(1));
        stage.fire();
        CHECK(stage.state.status == run::Status::cancelled);
        CHECK(stage.effects() == Names{"seat.free 9"});
        CHECK(stage.state.activations.empty());
    }
    SECTION("cancelling again changes nothing") {
        stage.after(seconds(30));
        CHECK(stage.refuse(CancelRun{"again"}).kind == Decision::Kind::ignored);
    }
    SECTION("no hook fires any more") {
        stage.signal("alarm.raised");
        CHECK(stage.at() == Names{"tidy"});
    }
}

TEST_CASE("a clean-up that fails takes no safe route and is over with its minute") {
    Stage stage;
    stage.flow("f", with_clean_up(R"({"type":"t.fail"})"), more);
    stage.start();
    stage.cancel();
    CHECK(stage.state.status == run::Status::incident);
    CHECK(stage.at() == Names{"tidy"});
    stage.after(seconds(60));
    stage.fire();
    CHECK(stage.state.status == run::Status::cancelled);
}

TEST_CASE("a cancel clears subflows and branches, and what each of them holds") {
    Stage stage;
    stage.flow("f", R"({"a":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"call","y":"door"}},
        "call":{"type":"t.call","settings":{"flow":"inner"},"next":{"done":"meet"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"],"hold":"1"},"next":{"came":"meet"}},
        "meet":{"type":"t.join","next":{"done":"z"}},
        "tidy":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})",
               R"("on_cancel":"tidy",)");
    stage.flow("inner", R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"2"},"next":{"came":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    stage.cancel();
    CHECK(stage.effects() == Names{"seat.free 1", "seat.free 2"});
    CHECK(stage.at() == Names{"tidy"});
    CHECK(stage.state.frames.size() == 1);
    CHECK(stage.state.regions.empty());
}

TEST_CASE("a run that is over says so to who wants something of it, and ignores what comes too late") {
    Stage stage;
    stage.flow("f", with_clean_up(R"({"type":"t.end"})"), more);
    stage.start();
    const ActivationId held = stage.activation("a").id;
    stage.cancel();
    REQUIRE(stage.state.status == run::Status::cancelled);

    const Command asked[] = {CancelRun{"again"}, ResolveIncident{},
                             DeliverSignal{Signal{"bell.rung", Map{}}, 0, {}, stage.now}};
    for (const Command& command : asked) {
        INFO(name_of(command));
        const Decision decision = stage.refuse(command);
        CHECK(decision.kind == Decision::Kind::rejected);
        CHECK(decision.error.code == "run.ended");
        CHECK(decision.error.message.find("cancelled") != std::string::npos);
    }
    const Command late[] = {FireTimer{}, ContinueRun{}, Quarantine{"why not"},
                            DeliverSignal{Signal{"effect.failed", Map{}}, held, {}, stage.now}};
    for (const Command& command : late) {
        INFO(name_of(command));
        CHECK(stage.refuse(command).kind == Decision::Kind::ignored);
    }
}

TEST_CASE("a run begins once, and before it has begun it can be told nothing") {
    Stage stage;
    stage.flow("f", with_clean_up(R"({"type":"t.end"})"), more);
    CHECK(stage.refuse(CancelRun{"early"}).error.code == "run.not_begun");
    CHECK(stage.refuse(FireTimer{}).error.code == "run.not_begun");
    stage.start();
    CHECK(stage.refuse(StartRun{77, 1, 1, 4711, {}, Map{}, Map{}}).error.code == "run.begun");
}
