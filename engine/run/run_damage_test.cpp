#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

// Checksums notice damage before it comes here. Should it come all the same, one run is set aside and not the process.

namespace {

// Like the real ones, it may be asked for versions that are not there.
class Shelf final : public Flows {
public:
    Shelf(Stage& stage, std::uint64_t last) : stage_(stage), last_(last) {}
    GraphPtr version(std::uint64_t id) override {
        if (id == 0 || id > last_) {
            throw MissingAnswer{Question{"version", Value()}};
        }
        return stage_.version(id);
    }

private:
    Stage& stage_;
    std::uint64_t last_;
};

constexpr const char* inner = R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"],"hold":"3","save":"n"},
    "next":{"came":"z"}},"z":{"type":"t.end","settings":{"outcome":"good"}}})";

// Runs that between them have everything a state can have.
void live_through_branches(Stage& stage) {
    stage.knows("ready", true);
    stage.flow("f", R"({"a":{"type":"t.catch","next":{"armed":"read","caught":"bad"}},
        "read":{"type":"t.read","settings":{"question":"ready"},"next":{"done":"ways"}},
        "ways":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"call","y":"door"}},
        "call":{"type":"t.call","settings":{"flow":"inner"},"next":{"good":"meet"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"],"within":"5m","rounds":2},
            "next":{"came":"meet","late":"bad"}},
        "meet":{"type":"t.join","next":{"done":"z"}},
        "bad":{"type":"t.fail"},
        "out":{"type":"t.loop","settings":{"times":2},"next":{"again":"wait","done":"z"}},
        "wait":{"type":"t.wait","settings":{"on":["bell.rung"]},"next":{"came":"out"}},
        "z":{"type":"t.end"}})",
               R"("on_error":"out","hooks":[{"on":"alarm.raised","to":"out","repeat":true}],)");
    stage.flow("inner", inner);
    stage.start(Map{{"who", "ana"}}, Subject{"guest", 5, true});
    stage.signal("call.answered", Map{{"early", true}});
    stage.signal("door.opened");
    stage.signal("bell.rung", Map{{"loud", true}});
    stage.after(minutes(6));
    stage.fire();  // fails, is caught, fails again and is routed
    stage.signal("bell.rung");
    stage.signal("alarm.raised");
}
void live_through_an_incident(Stage& stage) {
    stage.flow("f", R"({"a":{"type":"t.race","settings":{"join":"meet"},"next":{"x":"call","y":"work"}},
        "call":{"type":"t.call","settings":{"flow":"inner"},"next":{"good":"meet"}},
        "work":{"type":"t.fail"},
        "meet":{"type":"t.join","settings":{"mode":"any"},"next":{"done":"last"}},
        "last":{"type":"t.do","next":{"done":"tidy"},"commit":"before"},
        "tidy":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"z"}},
        "z":{"type":"t.end"}})",
               R"("on_cancel":"tidy",)");
    stage.flow("inner", inner);
    stage.start();
    stage.give(ResolveIncident{ResolveIncident::Action::retry_on, 1, {}});
    stage.signal("bell.rung");
    stage.go_on();
    stage.cancel();
}

// The damaged bytes are refused by name, or understood as something else; nothing in between.
template <class Work>
bool refused(Work&& work) {
    try {
        const auto result = work();
        if (!result) {
            CHECK(result.error().code == "journal.damaged");
        }
        return !result;
    } catch (const MissingAnswer& missing) {
        CHECK(missing.question.name == "version");
        return true;
    }
}

constexpr int masks[] = {0x01, 0x10, 0x80, 0xff};

}  // namespace

TEST_CASE("a journal with any byte changed is refused, or folds to something that can be shown") {
    Stage stage;
    const bool branches = GENERATE(true, false);
    branches ? live_through_branches(stage) : live_through_an_incident(stage);
    Shelf shelf(stage, 2);
    Machine machine{Stage::words(), shelf};
    int read = 0;
    int unnoticed = 0;
    for (std::size_t turn = 0; turn < stage.bodies.size(); ++turn) {
        const Result<Record> record = decode_record(stage.bodies[turn]);
        REQUIRE(record);
        const std::size_t events = stage.bodies[turn].find(record->events);
        for (std::size_t i = 0; i < stage.bodies[turn].size(); ++i) {
            for (const int mask : masks) {
                std::vector<std::string> bodies = stage.bodies;
                bodies[turn][i] = static_cast<char>(bodies[turn][i] ^ mask);
                INFO("turn " << turn << " byte " << i << " mask " << mask);
                const bool gone = refused([&] {
                    Result<State> state = fold(bodies, shelf);
                    if (state) {
                        CHECK(show(*state).is_map());
                        CHECK_FALSE(encode_snapshot(*state).empty());
                    }
                    return state;
                });
                read += gone ? 0 : 1;
                if (mask != 0x01) {
                    continue;
                }
                // Whoever decides it again notices whatever happened to the events.
                bool same = false;
                const bool stopped = refused([&] {
                    Result<Replay> replayed = replay(bodies, machine);
                    same = replayed && !replayed->divergence;
                    return replayed;
                });
                if (!stopped && same && i >= events && i < events + record->events.size()) {
                    ++unnoticed;
                }
            }
        }
    }
    CHECK(read > 0);
    CHECK(unnoticed == 0);
}

TEST_CASE("a journal row that is cut off, or longer than it should be, is refused") {
    Stage stage;
    live_through_branches(stage);
    for (const std::string& body : stage.bodies) {
        for (std::size_t size = 0; size < body.size(); ++size) {
            INFO(size << " of " << body.size());
            const Result<Record> record = decode_record(std::string_view(body).substr(0, size));
            REQUIRE_FALSE(record);
            CHECK(record.error().code == "journal.damaged");
        }
        CHECK_FALSE(decode_record(body + '\0'));
    }
}

TEST_CASE("a snapshot with any byte changed is refused, or is a state with which one can go on") {
    Stage stage;
    Shelf shelf(stage, 2);
    Machine machine{Stage::words(), shelf};
    stage.knows("ready", true);
    int refusals = 0;
    int states = 0;
    const auto try_all = [&] {
        const std::string sound = encode_snapshot(stage.state);
        for (std::size_t i = 0; i < sound.size(); ++i) {
            for (const int mask : masks) {
                std::string bytes = sound;
                bytes[i] = static_cast<char>(bytes[i] ^ mask);
                INFO("byte " << i << " of " << sound.size() << " mask " << mask);
                const bool gone = refused([&] {
                    Result<State> state = decode_snapshot(bytes, shelf);
                    if (state) {
                        CHECK(show(*state).is_map());
                        CHECK_FALSE(encode_snapshot(*state).empty());
                        CHECK(state->footprint() > 0);
                        const Decision decision = decide(*state, CancelRun{"damaged"}, stage.now, stage, machine);
                        CHECK(decision.kind != Decision::Kind::missing);
                    }
                    return state;
                });
                ++(gone ? refusals : states);
            }
        }
        for (std::size_t size = 0; size < sound.size(); ++size) {
            const Result<State> state = decode_snapshot(std::string_view(sound).substr(0, size), shelf);
            REQUIRE_FALSE(state);
            CHECK(state.error().code == "journal.damaged");
        }
        CHECK_FALSE(decode_snapshot(sound + '\0', shelf));
    };
    SECTION("with branches, a subflow, a catch and something kept") {
        live_through_branches(stage);
        stage.bodies.resize(3);
        stage.state = *fold(stage.bodies, shelf);
        REQUIRE(stage.state.frames.size() == 2);
        REQUIRE(stage.state.kept.size() == 1);
        try_all();
    }
    SECTION("with an incident") {
        live_through_an_incident(stage);
        stage.bodies.resize(1);
        stage.state = *fold(stage.bodies, shelf);
        REQUIRE(stage.state.failed() != nullptr);
        try_all();
    }
    CHECK(refusals > 0);
    CHECK(states > 0);
}

TEST_CASE("a snapshot whose way up is a circle is refused: nobody would ever arrive") {
    Stage stage;
    live_through_branches(stage);
    stage.bodies.resize(3);
    State state = *fold(stage.bodies, stage);
    REQUIRE(decode_snapshot(encode_snapshot(state), stage));
    SECTION("of regions") {
        state.regions.front().parent = state.regions.front().id;
    }
    SECTION("of subflows") {
        state.activation(state.frames.back().caller)->frame = state.frames.back().id;
    }
    const Result<State> read = decode_snapshot(encode_snapshot(state), stage);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == "journal.damaged");
}
