#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

// Waits, saves what it was told, and ends; `b` is what a draft may do otherwise.
std::string saves(const std::string& b, const std::string& more = "") {
    return R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"b"}},)" + more + R"("b":)" + b +
           R"(,"z":{"type":"t.end"}})";
}
std::string saving(int value) {
    return R"({"type":"t.do","settings":{"save":"n","value":)" + std::to_string(value) + R"(},"next":{"done":"z"}})";
}

Result<Replay> on_version(Stage& stage, std::uint64_t version) {
    Machine machine{Stage::words(), stage};
    return replay(stage.bodies, machine, version);
}

// The same turn with something else in it.
std::string changed(const std::string& body, void (*change)(Turn& turn, std::string& snapshot)) {
    const Result<Record> record = decode_record(body);
    REQUIRE(record);
    Turn turn;
    turn.now = record->now;
    turn.command = record->command;
    turn.inputs = record->inputs;
    turn.events = record->events;
    std::string snapshot = record->snapshot;
    change(turn, snapshot);
    return encode(turn, snapshot);
}

}  // namespace

TEST_CASE("a run decided again on a changed flow shows where it first does something else") {
    Stage stage;
    stage.flow("f", saves(saving(1)));
    stage.start();
    stage.signal("bell.rung");
    REQUIRE(stage.state.status == run::Status::completed);

    SECTION("another value") {
        stage.flow("f", saves(saving(2)));
        const auto replayed = on_version(stage, 2);
        REQUIRE(replayed);
        REQUIRE(replayed->divergence);
        CHECK(replayed->divergence->seq == 2);
        CHECK(replayed->divergence->expected.find(R"("name":"n","value":1)") != std::string::npos);
        CHECK(replayed->divergence->found.find(R"("name":"n","value":2)") != std::string::npos);
        CHECK(replayed->turns.size() == 2);
    }
    SECTION("it stops where the other went on") {
        stage.flow("f", saves(R"({"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"z"}})"));
        const auto replayed = on_version(stage, 2);
        REQUIRE(replayed);
        REQUIRE(replayed->divergence);
        CHECK(replayed->divergence->expected.find("variable.set") != std::string::npos);
        CHECK(replayed->divergence->found.find("node.waited") != std::string::npos);
    }
    SECTION("it asks for something that was never asked") {
        stage.flow("f", saves(R"({"type":"t.read","settings":{"question":"ready"},"next":{"done":"z"}})"));
        const auto replayed = on_version(stage, 2);
        REQUIRE(replayed);
        REQUIRE(replayed->divergence);
        CHECK(replayed->divergence->seq == 2);
        CHECK(replayed->divergence->found.find("asks for 'ready'") != std::string::npos);
    }
    SECTION("it refuses the start") {
        stage.flow("f", saves(saving(1)), R"("input":{"must":{"type":"string","required":true}},)");
        const auto replayed = on_version(stage, 2);
        REQUIRE(replayed);
        REQUIRE(replayed->divergence);
        CHECK(replayed->divergence->seq == 1);
        CHECK(replayed->divergence->found.find("'must'") != std::string::npos);
    }
    SECTION("its code throws") {
        stage.flow("f", saves(R"({"type":"t.fail","settings":{"throws":true}})"));
        const auto replayed = on_version(stage, 2);
        REQUIRE(replayed);
        REQUIRE(replayed->divergence);
        CHECK(replayed->divergence->found == "its code throws: this node has a bug");
    }
}

TEST_CASE("a version that only numbers things anew does the same") {
    Stage stage;
    stage.flow("f", saves(saving(1)));
    stage.start();
    stage.signal("bell.rung");
    stage.flow("f", saves(saving(1), R"("aa":{"type":"t.do","settings":{"save":"m","value":3},"next":{"done":"z"}},)"));
    const auto replayed = on_version(stage, 2);
    REQUIRE(replayed);
    INFO((replayed->divergence ? replayed->divergence->expected + " / " + replayed->divergence->found : ""));
    CHECK_FALSE(replayed->divergence);
    CHECK(show(replayed->state)["vars"]["n"] == Value(1));
}

TEST_CASE("a version that is not loaded is asked for, and is no difference") {
    Stage stage;
    stage.flow("f", saves(saving(1)));
    stage.start();
    stage.flow("f", saves(saving(1)));
    stage.missing_versions = {2};
    CHECK_THROWS_AS(on_version(stage, 2), MissingAnswer);
}

TEST_CASE("a journal that was changed is found out") {
    Stage stage;
    stage.knows("ready", true);
    stage.flow("f", R"({"a":{"type":"t.read","settings":{"question":"ready"},"next":{"done":"b"}},
        "b":{"type":"t.wait","settings":{"on":["bell.rung"],"save":"n"},"next":{"came":"c"}},
        "c":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    stage.signal("bell.rung", Map{{"loud", true}});
    Machine machine{Stage::words(), stage};
    std::vector<std::string> bodies = stage.bodies;
    std::uint64_t seq = 0;
    std::string found;

    SECTION("another answer") {
        bodies[0] = changed(bodies[0], [](Turn& turn, std::string&) { turn.inputs[0].answer = false; });
        seq = 1;
        found = R"("value":false)";
    }
    SECTION("no answer at all") {
        bodies[0] = changed(bodies[0], [](Turn& turn, std::string&) { turn.inputs.clear(); });
        seq = 1;
        found = "asks for 'ready'";
    }
    SECTION("another signal") {
        bodies[1] = changed(bodies[1], [](Turn& turn, std::string&) {
            turn.command = DeliverSignal{Signal{"door.opened", Map{}}, 0, {}, turn.now};
        });
        seq = 2;
        found = "signal.kept";
    }
    SECTION("another snapshot") {
        bodies[1] = changed(bodies[1], [](Turn&, std::string& snapshot) { snapshot.back() ^= 1; });
        seq = 2;
        found = "a different state";
    }
    SECTION("fewer events") {
        bodies[1] = changed(bodies[1], [](Turn& turn, std::string&) { turn.events.clear(); });
        seq = 2;
        found = "node.resumed";
    }
    const auto replayed = replay(bodies, machine);
    REQUIRE(replayed);
    REQUIRE(replayed->divergence);
    CHECK(replayed->divergence->seq == seq);
    INFO(replayed->divergence->found);
    CHECK(replayed->divergence->found.find(found) != std::string::npos);
}
