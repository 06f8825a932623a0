// Nodes and wires that no case has taken are named.

#include <catch2/catch.hpp>

#include "runtime/flowtest/testing/small_centre.hpp"

namespace millrace::flowtest {
namespace {

using Names = std::vector<std::string>;

const Coverage::Flow& of(const Report& report, const std::string& flow) {
    const auto found = report.coverage.flows().find(flow);
    REQUIRE(found != report.coverage.flows().end());
    return found->second;
}

}  // namespace

TEST_CASE("a wire that no case takes is named, and so is a node that none enters") {
    const Report report = testing::play(testing::tea() + "case no\nbot: Hello…\ncustomer: No\nbot: Goodbye.\n" +
                                        "case silence\nbot: Hello…\nafter 2m\nbot: Goodbye.\n");
    CHECK(report.passed());
    CHECK(of(report, "tea").nodes_left() == Names{"queue"});
    CHECK(of(report, "tea").wires_left() == Names{"a.yes", "queue.answered", "queue.gave_up"});
    const std::string text = to_text(report);
    CHECK(testing::has(text, "  tea              4/5      4/7\n"));
    CHECK(testing::has(text, "    not entered: queue\n"));
    CHECK(testing::has(text, "    not taken: a.yes, queue.answered, queue.gave_up\n"));
}

TEST_CASE("nothing is named when everything was taken") {
    const Report report = testing::play(testing::tea() +
                                        "case no\nbot: Hello…\ncustomer: No\nbot: Goodbye.\n"
                                        "case silence\nbot: Hello…\nafter 2m\nbot: Goodbye.\n"
                                        "case yes\nbot: Hello…\ncustomer picks yes\nagent ben takes\n"
                                        "case nobody\nbot: Hello…\ncustomer picks yes\nafter 5m\nbot: Goodbye.\n");
    CHECK(report.passed());
    CHECK(of(report, "tea").nodes_left().empty());
    CHECK(of(report, "tea").wires_left().empty());
    CHECK(testing::has(to_text(report), "  tea              5/5      7/7\n"));
    CHECK_FALSE(testing::has(to_text(report), "not taken"));
    CHECK_FALSE(testing::has(to_text(report), "not entered"));
}

TEST_CASE("a flow without a case that comes to a beginning counts as not covered") {
    const Report report = testing::play(testing::tea() + "case a\n# nothing yet\n");
    CHECK(of(report, "tea").nodes_left().size() == 5);
    CHECK(of(report, "tea").wires_left().size() == 7);
}

TEST_CASE("hooks and the ways for errors and cancelling count as wires") {
    const std::string flow = testing::flow_with(R"({
      "a": {"type": "t.ask", "settings": {"text": "Tea?"}, "next": {"yes": "broken", "no": "over", "timeout": "over"}},
      "broken": {"type": "t.fail", "settings": {"code": "t.broken"}, "next": {"done": "over"}},
      "human": {"type": "t.end", "settings": {"outcome": "human"}},
      "rescue": {"type": "t.end", "settings": {"outcome": "rescued"}},
      "clean": {"type": "t.end", "settings": {"outcome": "clean"}},
      "over": {"type": "t.end"}})",
                                                R"("hooks": [{"on": "conversation.human_requested", "to": "human"}],
      "on_error": "rescue", "on_cancel": "clean",)");
    const std::string asked = "bot: Tea?\n";
    const Report none = testing::play(flow + "case a\n" + asked + "expect node a\n");
    CHECK(none.passed());
    CHECK(of(none, "tea").wires_left() == Names{"a.no", "a.timeout", "a.yes", "broken.done",
                                                "hook conversation.human_requested → human", "on_cancel → clean",
                                                "on_error → rescue"});
    const Report all =
        testing::play(flow + "case human\n" + asked + "customer human\nexpect ended human\n" + "case error\n" + asked +
                      "customer picks yes\nexpect incident t.broken\nexpect ended rescued\n" + "case cancelled\n" +
                      asked + "cancel\nexpect cancelled\n");
    INFO(to_text(all));
    CHECK(all.passed());
    CHECK(of(all, "tea").wires_left() == Names{"a.no", "a.timeout", "broken.done"});
    CHECK(of(all, "tea").nodes_left() == Names{"over"});
}

TEST_CASE("coverage of several suites adds up") {
    Coverage sum;
    sum.add(testing::play(testing::tea() + "case no\nbot: Hello…\ncustomer: No\nbot: Goodbye.\n").coverage);
    sum.add(testing::play(testing::tea() + "case silence\nbot: Hello…\nafter 2m\nbot: Goodbye.\n").coverage);
    CHECK(sum.flows().at("tea").wires_left() == Names{"a.yes", "queue.answered", "queue.gave_up"});
}

}  // namespace millrace::flowtest
