// What a person reads when a case fails, and what a program reads.

#include <catch2/catch.hpp>

#include "engine/value/json.hpp"
#include "runtime/flowtest/testing/small_centre.hpp"

namespace millrace::flowtest {
namespace {

const std::string polite =
    "case somebody says no\n"
    "  given contact.name=Ana\n"
    "  bot: Hello Ana. Tea?\n"
    "  customer picks no   # politely\n"
    "  after 10s\n"
    "  bot: Good evening.\n"
    "  expect ended done\n";

}  // namespace

TEST_CASE("a failing line is shown with its place, what was expected, what was seen and the transcript up to there") {
    const std::string text = to_text(testing::play(testing::tea() + polite));
    CHECK(text.substr(0, text.find("\n\n")) ==
          "tea.flowtest:17:3: tea, case 'somebody says no'\n"
          "  line      bot: Good evening.\n"
          "  expected  the bot to say Good evening.\n"
          "  but       Goodbye.\n"
          "    | 09:00:00  bot: Hello Ana. Tea?  [Yes, please | No]\n"
          "    | 09:00:00  customer: No\n"
          "    | 09:00:00  bot: Goodbye.\n"
          "    | 09:00:00  run of tea: completed with done\n"
          "    | 09:00:00  after 10s");
    CHECK(testing::has(text, "0 passed, 1 failed\n"));
}

TEST_CASE("the transcript ends where the line failed") {
    const Report report = testing::play(testing::tea() + "case a\nbot: Hi\ncustomer: No\n");
    REQUIRE(report.cases[0].failure);
    CHECK(report.cases[0].failure->transcript ==
          std::vector<std::string>{"09:00:00  bot: Hello you. Tea?  [Yes, please | No]"});
}

TEST_CASE("a long transcript is shown from its end, and says how much is left out") {
    Report report;
    CaseReport& one = report.cases.emplace_back(CaseReport{"f", "tea", "long", 1, Failure{}, Way::killed});
    for (int i = 1; i <= 65; ++i) {
        one.failure->transcript.push_back("line " + std::to_string(i));
    }
    const std::string text = to_text(report);
    CHECK(testing::has(text, "case 'long' (killed)\n"));
    CHECK(testing::has(text, "    | … 5 lines before\n    | line 6\n"));
    CHECK(testing::has(text, "    | line 65\n"));
    CHECK_FALSE(testing::has(text, "| line 5\n"));
    CHECK_FALSE(testing::has(text, "  but "));
}

TEST_CASE("mistakes of the files count as failures, before any case") {
    const Report report = testing::play(testing::tea() + "case a\nbot: Hello…\nexpec ended\n");
    CHECK(report.failed() == 0);
    CHECK_FALSE(report.passed());
    const std::string text = to_text(report);
    CHECK(text.rfind("tea.flowtest:14:1: expected one of ", 0) == 0);
    CHECK(testing::has(text, "1 passed, 1 failed\n"));
}

TEST_CASE("a file whose first line is not understood is complained of once") {
    for (const char* text : {"", "nodes t.say\ncase a\nenter\n", "flow {\n\"key\" 1}\ncase a\ncancel\n"}) {
        INFO(text);
        const Report report = testing::play(text);
        CHECK(report.cases.empty());
        CHECK(testing::has(to_text(report), "0 passed, "));
        for (const Complaint& complaint : report.complaints) {
            CHECK_FALSE(testing::has(complaint.message, "with the key ''"));
        }
        CHECK_FALSE(report.passed());
    }
}

TEST_CASE("a flow that is not beside its test is missed by its key") {
    const Report report = testing::play("flow coffee\ncase a\ncancel\n");
    REQUIRE(report.complaints.size() == 1);
    CHECK(to_text(report.complaints[0]) ==
          "tea.flowtest:1:6: expected a flow with the key 'coffee' in this folder but there is none");
}

TEST_CASE("a flow that the check refuses fails its cases with the problem and its place") {
    const Report report = testing::play(testing::flow_with(R"({
      "a": {"type": "t.say", "settings": {"text": "Hi."}, "next": {"sent": "nowhere"}},
      "over": {"type": "t.end"}})") + "case a\nbot: Hi.\n");
    REQUIRE(report.cases.size() == 1);
    REQUIRE(report.cases[0].failure);
    CHECK(report.cases[0].failure->expected == "a flow that the check accepts");
    CHECK(report.cases[0].failure->seen.rfind("tea.flowtest:4:", 0) == 0);
    CHECK(testing::has(report.cases[0].failure->seen, ": flow.unknown_target: "));
    CHECK(report.cases[0].failure->transcript.empty());
}

TEST_CASE("a program reads the same as a value") {
    const Report report = testing::play_straight(testing::tea() + polite + "case b\nbot: Hello…\nnonsense\n");
    const Value value = to_value(report);
    CHECK(value["passed"] == Value(false));
    CHECK(value["counts"] == Value(Map{{"cases", 2}, {"failed", 1}, {"runs", 2}}));
    REQUIRE(value["complaints"].as_list().size() == 1);
    CHECK(value["complaints"].as_list()[0]["line"] == Value(21));
    const List& cases = value["cases"].as_list();
    REQUIRE(cases.size() == 2);
    CHECK(cases[0]["name"] == Value("somebody says no"));
    CHECK(cases[0]["passed"] == Value(false));
    CHECK(cases[0]["failure"]["line"] == Value(17));
    CHECK(cases[0]["failure"]["source"] == Value("bot: Good evening."));
    CHECK(cases[0]["failure"]["way"] == Value("straight"));
    CHECK(cases[0]["failure"]["transcript"].as_list().size() == 5);
    CHECK(cases[1]["passed"] == Value(true));
    CHECK(cases[1]["failure"].is_nil());
    const Value& coverage = value["coverage"].as_list()[0];
    CHECK(coverage["flow"] == Value("tea"));
    CHECK(coverage["nodes"] == Value(5));
    CHECK(coverage["nodes_left"] == Value(List{"queue"}));
    CHECK(coverage["wires_left"] == Value(List{"a.timeout", "a.yes", "queue.answered", "queue.gave_up"}));
}

}  // namespace millrace::flowtest
