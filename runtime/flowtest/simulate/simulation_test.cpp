// A flow is tried out by hand, and what was tried out is a test afterwards.

#include <catch2/catch.hpp>

#include "engine/value/json.hpp"
#include "runtime/flowtest/simulate/simulation.hpp"
#include "runtime/flowtest/simulate/words.hpp"
#include "runtime/flowtest/testing/small_centre.hpp"

namespace millrace::flowtest {
namespace {

// The flow of a test file.
FlowSet set_of(const std::string& script) {
    FlowSet flows(*testing::small_world().catalogue, testing::small_world().words());
    const flow::Reading reading = flow::read_text(script.substr(script.find('{')));
    const Status added = flows.add(reading.document, true);
    INFO((added ? std::string() : added.error().message));
    REQUIRE(added);
    return flows;
}

Value step(std::string_view json) {
    const Result<Value> parsed = json::parse(json);
    REQUIRE(parsed);
    return *parsed;
}

Simulation steps_of(const std::vector<std::string_view>& steps, std::string_view given = "") {
    Simulation simulation;
    simulation.flow = "tea";
    for (const std::string_view one : steps) {
        const Result<SimulationStep> read = read_step(step(one));
        INFO((read ? std::string() : read.error().message));
        REQUIRE(read);
        simulation.steps.push_back(*read);
    }
    const auto read = read_given(given);
    REQUIRE(read);
    simulation.given = *read;
    return simulation;
}

Simulated played(const std::string& script, const Simulation& simulation) {
    Result<Simulated> done = simulate(set_of(script), testing::small_world(), simulation);
    INFO((done ? std::string() : done.error().message));
    REQUIRE(done);
    return *done;
}

std::string dump(const Value& value) {
    return json::dump(value);
}

std::string call() {
    return testing::flow_with(R"({
        "a": {"type": "t.call", "settings": {"url": "https://shop.example/1", "patience": "30s"},
              "next": {"replied": "good", "failed": "bad", "late": "slow"}},
        "good": {"type": "t.say", "settings": {"text": "Found."}, "next": {"sent": "over"}},
        "bad": {"type": "t.end", "settings": {"outcome": "bad"}},
        "slow": {"type": "t.end", "settings": {"outcome": "slow"}},
        "over": {"type": "t.end"}})");
}

}  // namespace

TEST_CASE("each step shows what was said, the way, where the run stands, and what may be done next") {
    const Simulated simulated = played(
        testing::tea(), steps_of({R"({"do": "pick", "option": "yes"})", R"({"do": "agent_takes", "agent": "ben"})"},
                                 "given contact.name=Ana  # a regular"));
    REQUIRE(simulated.frames.size() == 3);

    const Value& begun = simulated.frames[0];
    CHECK(begun["now"] == Value("2026-01-05T09:00:00Z"));
    CHECK(dump(begun["said"]) == R"([{"at":"2026-01-05T09:00:00Z","options":[{"label":"Yes, please","value":"yes"},)"
                                 R"({"label":"No","value":"no"}],"text":"Hello Ana. Tea?","who":"bot"}])");
    CHECK(dump(begun["path"]) == R"([{"node":"a"}])");
    CHECK(begun["at"].as_list()[0]["node"] == Value("a"));
    CHECK(begun["at"].as_list()[0]["until"] == Value("2026-01-05T09:02:00Z"));
    CHECK(begun["next_due"] == Value("2026-01-05T09:02:00Z"));
    CHECK(begun["status"] == Value("waiting"));
    CHECK(begun["ended"].is_nil());
    CHECK(begun["conversation"]["status"] == Value("new"));
    CHECK(dump(begun["may"]) == R"(["customer","pick","human","leave","after","next","signal","cancel"])");
    CHECK(begun["line"].is_nil());

    const Value& picked = simulated.frames[1];
    CHECK(picked["line"] == Value("customer picks yes"));
    CHECK(dump(picked["path"]) == R"([{"node":"a","output":"yes"},{"node":"queue"}])");
    CHECK(picked["conversation"]["queue"] == Value("baristas"));
    CHECK(dump(picked["set"]) == R"({"wants":true})");
    CHECK(dump(picked["outputs"]) == R"({"a":{"text":"Yes, please"}})");
    CHECK(dump(picked["may"]).find("agent_takes") != std::string::npos);

    const Value& taken = simulated.frames[2];
    CHECK(dump(taken["path"]) == R"([{"node":"queue","output":"answered"},{"node":"over"}])");
    CHECK(dump(taken["ended"]) == R"({"outcome":"done","result":null})");
    CHECK(dump(taken["set"]) == "{}");
    CHECK(dump(taken["vars"]) == R"({"wants":true})");

    CHECK(simulated.untold == "");
    CHECK(simulated.flowtest ==
          "case Yes, please: with ben\n"
          "  given contact.name=Ana  # a regular\n"
          "  bot: Hello Ana. Tea?\n"
          "  bot offers yes, no\n"
          "  customer picks yes\n"
          "  expect queue baristas\n"
          "  agent ben takes\n"
          "  expect agent ben\n"
          "  expect ended done\n");
}

TEST_CASE("time moves to what is due next, and the case says how far that was") {
    const Simulated simulated = played(
        testing::tea(), steps_of({R"({"do": "after", "duration": "30s"})", R"({"do": "next"})", R"({"do": "next"})"}));
    REQUIRE(simulated.frames.size() == 4);
    CHECK(simulated.frames[2]["line"] == Value("after 90s"));
    CHECK(simulated.frames[2]["now"] == Value("2026-01-05T09:02:00Z"));
    CHECK(simulated.frames[3]["refused"] == Value("expected something that waits for a time but nothing does"));
    CHECK(testing::has(simulated.flowtest, "  after 30s\n  after 90s\n  bot: Goodbye.\n"));
}

TEST_CASE("a step that is refused is the last") {
    const Simulated simulated =
        played(testing::tea(), steps_of({R"({"do": "agent_takes", "agent": "ben"})", R"({"do": "human"})"}));
    REQUIRE(simulated.frames.size() == 2);
    CHECK(simulated.frames[1]["refused"] == Value("expected a conversation that waits but its status is new"));
    CHECK(testing::has(simulated.flowtest, "expect node a"));
}

TEST_CASE("an HTTP call stays open until a step answers it; in the case the answer stands before the call") {
    SECTION("later") {
        const Simulated simulated = played(
            call(),
            steps_of({R"({"do": "after", "duration": "5s"})",
                      R"({"do": "http", "node": "a", "reply": {"body": {"id": 7}, "headers": {"etag": "x"}}})"}));
        REQUIRE(simulated.frames.size() == 3);
        CHECK(
            dump(simulated.frames[0]["calls"]) ==
            R"([{"body":null,"headers":null,"id":0,"method":"GET","node":"a","open":true,"url":"https://shop.example/1"}])");
        CHECK(testing::has(dump(simulated.frames[0]["may"]), "\"http\""));
        CHECK(simulated.frames[1]["calls"].as_list()[0]["open"] == Value(true));
        CHECK(simulated.frames[2]["calls"].as_list()[0]["open"] == Value(false));
        CHECK(simulated.frames[2]["ended"]["outcome"] == Value("done"));
        CHECK(simulated.flowtest ==
              "case ended with done\n"
              "  http a -> 200 {\"id\":7} etag=x after 5s\n"
              "  after 5s\n"
              "  bot: Found.\n"
              "  expect ended done\n");
    }
    SECTION("never") {
        const Simulated simulated = played(call(), steps_of({R"({"do": "next"})"}));
        CHECK(simulated.frames[1]["ended"]["outcome"] == Value("slow"));
        CHECK(dump(simulated.frames[1]["calls"].as_list()[0]["open"]) == "false");
        CHECK(testing::has(simulated.flowtest, "  http a -> never\n  after 30s\n  expect ended slow\n"));
    }
    SECTION("by a failure, said before") {
        const Simulated simulated = played(
            call(), steps_of({R"({"do": "http", "reply": {"failure": "dns", "delay": "2s"}})", R"({"do": "next"})"}));
        CHECK(simulated.frames[2]["ended"]["outcome"] == Value("bad"));
        CHECK(testing::has(simulated.flowtest, "  http a -> dns after 2s\n  after 2s\n"));
    }
}

TEST_CASE("what a run asks of the outside is looked up, and given in the case") {
    const std::string bound = testing::flow_with(
        R"({"a": {"type": "t.queue", "settings": {"queue": {"bind": "where"}}, "next": {"answered": "over", "gave_up": "over"}},
            "over": {"type": "t.end"}})",
        R"("bindings": {"where": {"kind": "string"}},)");
    Simulation simulation = steps_of({});
    simulation.learn = [](const Question& question, Facts& facts) {
        if (question.name == "binding") {
            facts.bindings[std::string(question.about["name"].as_string())] = Value("tearoom");
        }
    };
    const Simulated simulated = played(bound, simulation);
    CHECK(simulated.flowtest ==
          "case waits in the queue tearoom\n"
          "  given bind where=tearoom\n"
          "  expect queue tearoom\n"
          "  expect node a\n");
}

TEST_CASE("an agent who is not named is the one who has the conversation") {
    const Simulated simulated =
        played(testing::tea(),
               steps_of({R"({"do": "pick", "option": "yes"})", R"({"do": "agent_takes", "agent": "Ana Maria"})",
                         R"({"do": "agent_replies", "text": "One moment."})", R"({"do": "agent_closes"})",
                         R"({"do": "agent_hands_back"})"}));
    REQUIRE(simulated.frames.size() == 6);
    CHECK(simulated.frames[3]["line"] == Value(R"(agent "Ana Maria" replies One moment.)"));
    CHECK(simulated.frames[3]["said"].as_list()[0]["author"] == Value("Ana Maria"));
    CHECK(simulated.frames[4]["conversation"]["closed_reason"] == Value("resolved"));
    CHECK(simulated.frames[5]["refused"].is_string());
    CHECK(testing::has(simulated.flowtest, "  agent \"Ana Maria\" closes\n  expect closed resolved\n"));
    const Simulated early = played(testing::tea(), steps_of({R"({"do": "agent_closes"})"}));
    CHECK(early.frames[1]["refused"] == Value("expected an agent to have the conversation but its status is new"));
}

TEST_CASE("queues that the org does not have are not there") {
    Simulation simulation = steps_of({R"({"do": "pick", "option": "yes"})"});
    simulation.facts.all_queues = {{"sommeliers"}};
    const Simulated simulated = played(testing::tea(), simulation);
    CHECK(simulated.frames[1]["conversation"]["queue"] == Value("customer_service"));  // the last resort
}

TEST_CASE("a simulation that takes too long or grows too large is an error") {
    Simulation simulation = steps_of({R"({"do": "pick", "option": "no"})"});
    World world = testing::small_world();
    world.out_of_time = [left = std::make_shared<int>(1)] { return (*left)-- <= 0; };
    const Result<Simulated> late = simulate(set_of(testing::tea()), world, simulation);
    REQUIRE_FALSE(late);
    CHECK(late.error().code == "simulation.out_of_time");

    simulation.answer_bytes_max = 1000;
    const Result<Simulated> large = simulate(set_of(testing::tea()), testing::small_world(), simulation);
    REQUIRE_FALSE(large);
    CHECK(large.error().code == "simulation.too_large");
}

TEST_CASE("a step that means nothing is refused with a pointer to what is wrong") {
    const auto wrong = [](std::string_view json) {
        const Result<SimulationStep> read = read_step(step(json));
        return read ? "" : read.error().pointer + " " + read.error().message;
    };
    CHECK(wrong(R"(7)") == " expected a step, an object with the member do, but found 7");
    CHECK(testing::has(wrong(R"({"do": "dance"})"), "/do expected one of customer, pick, human,"));
    CHECK(wrong(R"({"do": "customer"})") == "/text expected what the customer writes but found nothing");
    CHECK(wrong(R"({"do": "after", "duration": "soon"})") ==
          R"(/duration expected a duration such as 90s or 15m but found "soon")");
    CHECK(wrong(R"({"do": "leave", "now": true})") == "/now expected do but found the member now");
    CHECK(wrong(R"({"do": "http", "reply": {"status": 99}})") ==
          "/reply/status expected a status from 100 to 599 but found 99");
    CHECK(wrong(R"({"do": "http", "reply": {"failure": "timeout", "status": 200}})") ==
          "/reply/status expected a failure without a reply but found 200");
    CHECK(testing::has(wrong(R"({"do": "http", "reply": {"failure": "rain"}})"), "timeout"));
    CHECK(
        testing::has(wrong(R"({"do": "http", "reply": {"headers": {"a b": "c"}}})"), "/reply/headers expected names"));
    CHECK(wrong(R"({"do": "incident", "action": "wait"})") ==
          R"(/action expected retry, skip or cancel but found "wait")");
    CHECK(testing::has(wrong(R"({"do": "incident", "action": "skip"})"), "/output"));
    CHECK(wrong(R"({"do": "signal", "name": "parcel.scanned", "key": "7", "payload": {"ok": true, "at": "a b"}})") ==
          "");
    CHECK_FALSE(read_given("given contact.name=Ana\ncustomer: hello"));
    CHECK(read_given("given weather=fine\n"));  // what it means shows when it is laid over the facts
    Simulation simulation = steps_of({}, "\ngiven weather=fine");
    const Result<Simulated> given = simulate(set_of(testing::tea()), testing::small_world(), simulation);
    REQUIRE_FALSE(given);
    CHECK(given.error().pointer == "/given");
    CHECK(testing::has(given.error().message, "line 2"));
}

TEST_CASE("what people write comes back from the line in which it is written") {
    for (const std::string_view text :
         {"Sales", "one # two", "# all of it", "\"quoted\"", " blanks ", "two\nlines", "", "tab\there", "Ça va …?"}) {
        INFO(text);
        const std::string written = written_text(text);
        LineReader said(written);
        CHECK(said.text("a text") == text);
        const std::string parts = written_part(text) + ", a,b";
        LineReader several(parts);
        CHECK(several.list("a part").front() == text);
    }
    for (const Value& value : {Value("30s"), Value("x"), Value("a b"), Value(7), Value(1.5), Value(true), Value("true"),
                               Value(), Value(List{1, "a"}), Value(""), Value("=")}) {
        const std::string line = "k=" + written_value(value);
        LineReader pair(line);
        CHECK(pair.pair().value == value);
    }
}

}  // namespace millrace::flowtest
