#include "engine/run/testing/stage.hpp"

using namespace millrace;
using namespace millrace::run;
using namespace millrace::run::testing;

namespace {

using Action = ResolveIncident::Action;

constexpr const char* flaky = R"({
    "a":{"type":"t.flaky","settings":{"code":"order.lost"},"next":{"done":"z","other":"y"}},
    "y":{"type":"t.end","settings":{"outcome":"around"}},
    "z":{"type":"t.end","settings":{"outcome":"good"}}})";

// Stands at `bad` with the variable n; the nodes before it are numbered by what else there is.
std::string broken(const std::string& bad, const std::string& more = "") {
    return R"({"a":{"type":"t.wait","settings":{"on":["bell.rung"],"save":"n"},"next":{"came":"bad"}},)" + more +
           R"("bad":)" + bad + R"(,"z":{"type":"t.end"}})";
}

}  // namespace

TEST_CASE("an incident says where it is, and is told to nobody's node") {
    Stage stage;
    stage.knows("ready", false);
    stage.flow("f", flaky);
    stage.start();
    CHECK(stage.state.status == run::Status::incident);
    const std::string message = stage.activation("a").message.str();
    CHECK(message == "expected it to be ready but it is not (run " + to_base32(77) + ", flow f version 1, node a)");
    const Value shown = show(stage.state);
    CHECK(shown["status"] == Value("incident"));
    CHECK(shown["incident"]["code"] == Value("order.lost"));
    CHECK(shown["incident"]["node"] == Value("a"));
}

TEST_CASE("retrying enters the node anew, as often as a person likes") {
    Stage stage;
    stage.knows("ready", false);
    stage.flow("f", flaky);
    stage.start();
    const ActivationId first = stage.activation("a").id;
    stage.give(ResolveIncident{Action::retry, 0, {}});
    CHECK(stage.state.status == run::Status::incident);
    CHECK(stage.activation("a").id == first + 1);
    stage.knows("ready", true);
    stage.give(ResolveIncident{Action::retry, 0, {}});
    CHECK(stage.outcome() == "good");
}

TEST_CASE("skipping leaves along an output that has a wire") {
    Stage stage;
    stage.knows("ready", false);
    stage.flow("f", flaky);
    stage.start();
    SECTION("one that is there") {
        stage.give(ResolveIncident{Action::skip, 0, "other"});
        CHECK(stage.outcome() == "around");
    }
    SECTION("one that is not") {
        const Decision decision = stage.refuse(ResolveIncident{Action::skip, 0, "elsewhere"});
        CHECK(decision.kind == Decision::Kind::rejected);
        CHECK(decision.error.code == "run.unknown_output");
        CHECK(decision.error.message.find("'elsewhere'") != std::string::npos);
        CHECK(stage.state.status == run::Status::incident);
    }
}

TEST_CASE("cancelling an incident cancels the run, with its clean-up") {
    Stage stage;
    stage.knows("ready", false);
    SECTION("it has none") {
        stage.flow("f", flaky);
        stage.start();
        stage.give(ResolveIncident{Action::cancel, 0, {}});
        CHECK(stage.state.status == run::Status::cancelled);
        CHECK(stage.state.reason == String("incident"));
    }
    SECTION("it has one") {
        stage.flow("f", R"({"a":{"type":"t.flaky","next":{"done":"z"}},
            "tidy":{"type":"t.do","settings":{"ask":["speak"]},"next":{"done":"z"}},"z":{"type":"t.end"}})",
                   R"("on_cancel":"tidy",)");
        stage.start();
        stage.give(ResolveIncident{Action::cancel, 0, {}});
        CHECK(stage.effects() == Names{"speak"});
        CHECK(stage.state.status == run::Status::cancelled);
    }
}

TEST_CASE("a run without an incident has nothing to resolve") {
    Stage stage;
    stage.flow("f", broken(R"({"type":"t.fail"})"));
    stage.start();
    const Decision decision = stage.refuse(ResolveIncident{});
    CHECK(decision.error.code == "run.no_incident");
    CHECK(decision.error.message.find("waiting") != std::string::npos);
}

TEST_CASE("other branches go on while one waits for a person") {
    Stage stage;
    stage.knows("ready", false);
    stage.flow("f", R"({"a":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"work","y":"door"}},
        "work":{"type":"t.flaky","next":{"done":"meet"}},
        "door":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"meet"}},
        "meet":{"type":"t.join","next":{"done":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    CHECK(stage.state.status == run::Status::incident);
    CHECK(stage.at() == Names{"work", "door"});
    stage.signal("door.opened");
    CHECK(stage.state.status == run::Status::incident);
    CHECK(stage.at() == Names{"work"});
    stage.knows("ready", true);
    stage.give(ResolveIncident{});
    CHECK(stage.state.status == run::Status::completed);
}

TEST_CASE("of two incidents the older is resolved first") {
    Stage stage;
    stage.knows("ready", false);
    stage.flow("f", R"({"a":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"one","y":"two"}},
        "one":{"type":"t.flaky","next":{"done":"meet"}},
        "two":{"type":"t.flaky","next":{"done":"meet"}},
        "meet":{"type":"t.join","next":{"done":"z"}},
        "z":{"type":"t.end"}})");
    stage.start();
    stage.knows("ready", true);
    stage.give(ResolveIncident{});
    CHECK(stage.at() == Names{"two"});
    CHECK(stage.state.status == run::Status::incident);
    stage.give(ResolveIncident{});
    CHECK(stage.state.status == run::Status::completed);
}

TEST_CASE("retrying on another version goes on there, by names") {
    Stage stage;
    stage.flow("f", broken(R"({"type":"t.fail"})"));
    stage.flow("f", broken(R"({"type":"t.do","settings":{"save":"m","value":2},"next":{"done":"z"}})",
                           R"("aa":{"type":"t.do","settings":{"save":"k","value":1},"next":{"done":"z"}},)"));
    stage.start();
    stage.signal("bell.rung", Map{{"loud", true}});
    REQUIRE(stage.state.status == run::Status::incident);
    stage.give(ResolveIncident{Action::retry_on, 2, {}});
    CHECK(stage.state.status == run::Status::completed);
    CHECK(stage.state.root().graph->version_id == 2);
    CHECK(stage.var("n") == Value(Map{{"loud", true}}));
    CHECK(stage.var("m") == Value(2));
    CHECK(stage.var("k").is_nil());
}

TEST_CASE("retrying on another version is refused where a name is missing, and nothing has happened") {
    const auto refused = [](Stage& stage, std::string_view name) {
        const Decision decision = stage.refuse(ResolveIncident{Action::retry_on, 2, {}});
        CHECK(decision.kind == Decision::Kind::rejected);
        CHECK(decision.error.code == "run.version_mismatch");
        CHECK(decision.error.pointer == "/version");
        CHECK(decision.error.message.find(name) != std::string::npos);
        CHECK(stage.state.root().graph->version_id == 1);
        CHECK(stage.state.status == run::Status::incident);
    };
    Stage stage;
    SECTION("the node that failed") {
        stage.flow("f", broken(R"({"type":"t.fail"})"));
        stage.flow("f", R"({"a":{"type":"t.end"}})");
        stage.start();
        stage.signal("bell.rung");
        refused(stage, "bad");
    }
    SECTION("a catch that is armed") {
        stage.flow("f", R"({"a":{"type":"t.do","next":{"done":"guard"}},
            "guard":{"type":"t.catch","settings":{"codes":"x.y"},"next":{"armed":"bad","caught":"bad"}},
            "bad":{"type":"t.fail"}})");
        stage.flow("f", R"({"a":{"type":"t.do","next":{"done":"bad"}},"bad":{"type":"t.fail"}})");
        stage.start();
        refused(stage, "guard");
    }
    SECTION("a fork that a region stands for") {
        stage.flow("f", R"({"a":{"type":"t.do","next":{"done":"ways"}},
            "ways":{"type":"t.fork","settings":{"join":"meet"},"next":{"x":"bad","y":"door"}},
            "bad":{"type":"t.fail"},
            "door":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"meet"}},
            "meet":{"type":"t.join","next":{"done":"z"}},"z":{"type":"t.end"}})");
        stage.flow("f", R"({"a":{"type":"t.do","next":{"done":"bad"}},
            "bad":{"type":"t.do","next":{"done":"z"}},
            "door":{"type":"t.wait","settings":{"on":["door.opened"]},"next":{"came":"z"}},"z":{"type":"t.end"}})");
        stage.start();
        refused(stage, "ways");
    }
    SECTION("it is another flow altogether") {
        stage.flow("f", broken(R"({"type":"t.fail"})"));
        stage.flow("g", broken(R"({"type":"t.end"})"));
        stage.start();
        stage.signal("bell.rung");
        refused(stage, "'g'");
    }
}
