// Nothing moves time but `after` (and `given now=`, before it begins).

#include <catch2/catch.hpp>

#include "runtime/flowtest/testing/small_centre.hpp"

namespace millrace::flowtest {
namespace {

const std::string its_end = R"("over": {"type": "t.end"}})";

std::vector<std::string> transcript(const std::string& script) {
    const Report report = testing::play_straight(script + "\nexpect status none");
    for (const Complaint& complaint : report.complaints) {
        FAIL(to_text(complaint));
    }
    REQUIRE(report.cases.size() == 1);
    REQUIRE(report.cases[0].failure);
    return report.cases[0].failure->transcript;
}

// The case, and what is wrong with it: nothing, if it passes in every way.
std::string played(const std::string& script) {
    const Report report = testing::play(script);
    return report.passed() && report.cases.size() == 1 ? "" : to_text(report);
}

}  // namespace

TEST_CASE("a timer fires when its time has come, and not a millisecond before") {
    const std::string asked = testing::tea() + "case a\nbot: Hello…\n";
    CHECK(played(asked + "after 2m\nbot: Goodbye.\nexpect ended") == "");
    CHECK(played(asked + "after 1m\nafter 59999ms\nexpect node a") == "");
    CHECK(played(asked + "after 1m\nafter 59999ms\nafter 1ms\nbot: Goodbye.") == "");
    CHECK(played(asked + "after 0s\nexpect node a") == "");
    CHECK(played(asked + "after 2m\nexpect node a") != "");
}

TEST_CASE("what is due within one step fires in order, each at its own time") {
    CHECK(transcript(testing::flow_with(R"({
        "a": {"type": "t.ask", "settings": {"text": "Tea?", "patience": "90s"},
              "next": {"yes": "over", "no": "over", "timeout": "b"}},
        "b": {"type": "t.ask", "settings": {"text": "Coffee?", "patience": "1500ms"},
              "next": {"yes": "over", "no": "over", "timeout": "over"}}, )" +
                                        its_end) +
                     "case a\nafter 1h") == std::vector<std::string>{"09:00:00  bot: Tea?  [Yes, please | No]",
                                                                     "09:00:00  after 1h",
                                                                     "09:01:30  bot: Coffee?  [Yes, please | No]",
                                                                     "09:01:31.500  run of tea: completed with done"});
}

TEST_CASE("a case begins at the time that is given, else on a Monday at nine") {
    CHECK(transcript(testing::tea() + "case a\ngiven now=2026-03-01T23:59:30+01:00\nafter 1m").back() ==
          "22:59:30  after 1m");
    CHECK(transcript(testing::tea() + "case a\nafter 1m").back() == "09:00:00  after 1m");
    const Report report = testing::play(testing::tea() + "case a\n  given now=tomorrow\nafter 1m");
    REQUIRE(report.cases[0].failure);
    CHECK(report.cases[0].failure->source == "given now=tomorrow");
    CHECK(report.cases[0].failure->expected ==
          "expected a time such as 2026-01-05T09:00:00Z but found 'now=\"tomorrow\"'");
}

TEST_CASE("what is given comes before what happens") {
    const Report report = testing::play(testing::tea() + "case a\nbot: Hello…\ngiven contact.name=Ana");
    REQUIRE(report.cases[0].failure);
    CHECK(report.cases[0].failure->expected == "this line before the case begins");
}

TEST_CASE("a reply that comes later comes at its time, before a timer of the same moment") {
    const std::string call = testing::flow_with(R"({
        "a": {"type": "t.call", "settings": {"url": "https://shop.example/", "patience": "30s"},
              "next": {"replied": "over", "failed": "bad", "late": "slow"}},
        "bad": {"type": "t.end", "settings": {"outcome": "bad"}},
        "slow": {"type": "t.end", "settings": {"outcome": "slow"}}, )" +
                                                its_end) +
                             "case a\n";
    CHECK(played(call + "http a -> 200\nexpect ended done") == "");
    CHECK(played(call + "http a -> timeout\nexpect ended bad") == "");
    CHECK(played(call + "http a -> 200 after 10s\nafter 9s\nexpect node a\nafter 1s\nexpect ended done") == "");
    CHECK(played(call + "http a -> 200 after 30s\nafter 1m\nexpect ended done") == "");
    CHECK(played(call + "http a -> 200 after 31s\nafter 1m\nexpect ended slow") == "");
    CHECK(played(call + "http a -> never\nafter 1h\nexpect ended slow") == "");
    CHECK(played("node t.call url=https://shop.example/\ncase a\nenter\nwaits http.replied for 30s\n"
                 "http -> 200 after 5s\nafter 4s\nwaits for 26s\nafter 1s\nleaves replied") == "");
}

}  // namespace millrace::flowtest
