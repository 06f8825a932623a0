// Every line that looks at something can fail, and says what it wanted and what it saw.

#include <catch2/catch.hpp>

#include "runtime/flowtest/testing/small_centre.hpp"

namespace millrace::flowtest {
namespace {

struct Wrong {
    std::string lines;  // the last one does not hold
    std::string expected;
    std::string but;
};

void check(const std::string& head, const std::vector<Wrong>& all) {
    for (const Wrong& one : all) {
        INFO(one.lines);
        const Report report = testing::play_straight(head + "case a\n" + one.lines);
        for (const Complaint& complaint : report.complaints) {
            FAIL(to_text(complaint));
        }
        REQUIRE(report.cases.size() == 1);
        const auto& failure = report.cases[0].failure;
        REQUIRE(failure);
        CHECK(failure->source == one.lines.substr(one.lines.rfind('\n') + 1));
        CHECK(failure->expected == one.expected);
        CHECK(failure->seen == one.but);
    }
}

const std::string at_ask = "bot: Hello you. Tea?\n";
const std::string refusing = at_ask + "customer: No\n";

}  // namespace

TEST_CASE("a line about the talk that does not hold says what was said instead") {
    check(testing::tea(),
          {{"bot: Coffee?", "the bot to say Coffee?", "Hello you. Tea?"},
           {"bot: Hello …. Coffee?", "the bot to say Hello …. Coffee?", "Hello you. Tea?"},
           {at_ask + "bot: And cake?", "the bot to say And cake?", "it says nothing more; tea is waiting at a"},
           {"bot offers yes", "the bot to offer yes", "yes, no"},
           {refusing + "bot: Goodbye.\nbot offers yes", "the bot to offer yes", "no options under: Goodbye."},
           {"customer picks maybe", "that this can happen", "expected one of the options yes, no but found 'maybe'"}});
}

TEST_CASE("a line about the desk that does not hold says how the conversation stands") {
    check(
        testing::tea(),
        {{"expect queue baristas", "the conversation to wait in the queue baristas", "it is new; tea is waiting at a"},
         {"customer picks yes\nexpect queue cooks", "the conversation to wait in the queue cooks", "it is in baristas"},
         {"customer picks yes\nexpect queue baristas priority=high", "priority=high", "priority=normal"},
         {"customer picks yes\nexpect no queue", "no queue", "the conversation is in baristas"},
         {"expect tag thirsty", "the tag thirsty", "no tags"},
         {refusing + "bot: Goodbye.\nexpect tag hungry", "the tag hungry", "thirsty"},
         {refusing + "bot: Goodbye.\nexpect no tag thirsty", "no tag thirsty", "it is there"},
         {"expect note a", "the note a", "no notes"},
         {"expect field tier=gold", "the field tier=gold", "no fields"},
         {"expect closed", "a closed conversation", "new; tea is waiting at a"},
         {"customer picks yes\nagent ben takes\nagent ben closes spam\nexpect closed resolved",
          "the close reason resolved", "spam"},
         {"expect status closed", "the status closed", "new"},
         {"expect owner human", "the owner human", "flow"},
         {"expect agent ben", "the agent ben", "none; tea is waiting at a"}});
}

TEST_CASE("a line about the run that does not hold says where the run stands") {
    check(testing::tea(),
          {{"expect ended", "the run to have ended", "tea is waiting at a"},
           {"expect ended done", "the run to have ended with done", "tea is waiting at a"},
           {refusing + "bot: Goodbye.\nexpect ended sold", "the outcome sold", "done"},
           {"expect ended of coffee", "a run of the flow coffee", "none was started"},
           {"expect result 7", "the result 7", "null; tea is waiting at a"},
           {"expect cancelled", "a cancelled run", "tea is waiting at a"},
           {"expect node queue", "the run to stand at queue", "tea is waiting at a"},
           {"expect left a by yes", "a to be left by yes", "no node was left"},
           {refusing + "expect left a by yes", "a to be left by yes", "a by no, tag by done, bye by sent"},
           {refusing + "expect var wants=true", "the variable wants=true", "false"},
           {"expect incident flow.step_limit", "the incident flow.step_limit", "tea is waiting at a"},
           {"expect event paid for o7 amount=3", "the event paid amount=3", "no events"},
           {"expect flow coffee", "a run of the flow coffee ", "tea "},
           {"expect http a url=x", "a call by a", "none"},
           {"asks queue.join", "that queue.join is asked for (once more)",
            "asked for were message.send options=[{\"label\":\"Yes, please\",\"value\":\"yes\"},"
            "{\"label\":\"No\",\"value\":\"no\"}] text=\"Hello you. Tea?\""}});
}

TEST_CASE("what must never be seen is looked for to the end of the case") {
    const std::string over = refusing + "bot: Goodbye.\n";
    const auto check_never = [&](const std::string& never, const std::string& seen) {
        INFO(never);
        const Report report = testing::play_straight(testing::tea() + "case a\n" + never + "\n" + over);
        REQUIRE(report.cases.size() == 1);
        REQUIRE(report.cases[0].failure);
        CHECK(report.cases[0].failure->source == never);
        CHECK(report.cases[0].failure->expected == "that this is never seen");
        CHECK(report.cases[0].failure->seen == seen);
    };
    check_never("never bot: Good…", "Goodbye.");
    check_never("never tag thirsty", "the tag thirsty");
    check_never("never asks conversation.tag", "tag asked for conversation.tag tag=thirsty");
    CHECK(testing::play(testing::tea() + "never queue baristas\nnever tag hungry\ncase a\n" + over).passed());
    // A place that was left again was still taken.
    const Report left = testing::play_straight(testing::tea() + "case a\nnever queue baristas\n" + at_ask +
                                               "customer picks yes\nafter 5m\nbot: Goodbye.\nexpect no queue");
    REQUIRE(left.cases[0].failure);
    CHECK(left.cases[0].failure->seen == "the conversation was in the queue baristas");
}

TEST_CASE("a line about a node that does not hold says what the node did") {
    check(
        "node t.queue queue=baristas patience=5m\n",
        {{"enter\nholds queue.join queue=cooks", "the node to hold queue.join queue=cooks",
          "it holds queue.join priority=normal queue=baristas"},
         {"enter\nwaits message.received", "the node to wait for message.received",
          "it waits for conversation.assigned"},
         {"enter\nwaits for 4m", "the node to wait for 4m", "it waits for 5m"},
         {"enter\nleaves gave_up", "the node to leave by gave_up",
          "it waits for conversation.assigned, 2026-01-05T09:05:00Z"},
         {"enter\nafter 5m\nleaves answered", "the node to leave by answered", "it left by gave_up"},
         {"enter\nafter 5m\nwaits", "the node to wait", "it left by gave_up"},
         {"enter\nafter 5m\nholds queue.join", "the node to hold queue.join ", "it holds nothing; it left by gave_up"},
         {"enter\nsets agent=ana", "the node to set agent=ana", "it has set nothing"},
         {"enter\nfails t.broken", "the node to fail with t.broken",
          "it waits for conversation.assigned, 2026-01-05T09:05:00Z"},
         {"enter\nsignal message.received text=hi", "the node to hear message.received",
          "nobody hears it: its type does not say that it hears this signal"},
         {"refused flow.missing_setting", "flow.missing_setting", "the check found nothing"}});
    check("node t.ask text=Tea?\n", {{"enter\ncustomer: No\nsets wants=true text=No", "the node to set wants=true",
                                      "it has set text=No wants=false"}});
    check("node t.order effect=conversation.tag payload={\"tag\":\"a\"}\n",
          {{"enter\nasks conversation.tag tag=b", "conversation.tag with tag=b", "tag=a in tag=a"},
           {"enter\nasks conversation.tag\nasks conversation.tag", "that conversation.tag is asked for (once more)",
            "asked for were conversation.tag tag=a"}});
}

TEST_CASE("what is not said at all fails at the end of the case") {
    struct Untold {
        std::string nodes;
        std::string lines;
        std::string expected;
        std::string but;
    };
    const std::string end = R"("over": {"type": "t.end"}})";
    const std::string call = R"({"a": {"type": "t.call", "settings": {"url": "https://shop.example/"},
        "next": {"replied": "over", "failed": "over", "late": "over"}}, )" +
                             end;
    const std::string failing =
        R"({"a": {"type": "t.fail", "settings": {"code": "t.broken"}, "next": {"done": "over"}}, )" + end;
    const std::string saying =
        R"({"a": {"type": "t.say", "settings": {"text": "Hi."}, "next": {"sent": "over"}}, )" + end;
    const std::vector<Untold> all = {
        {saying, "expect ended", "every message of the bot to be read by a line 'bot: …'", "unread: Hi."},
        {call, "http a -> 200\nhttp b -> 200\nexpect ended", "a call by b for each line 'http …'",
         "one was never called for"},
    };
    for (const Untold& one : all) {
        INFO(one.lines);
        const Report report = testing::play_straight(testing::flow_with(one.nodes) + "case a\n" + one.lines);
        REQUIRE(report.cases.size() == 1);
        REQUIRE(report.cases[0].failure);
        CHECK(report.cases[0].failure->source == "the end of the case");
        CHECK(report.cases[0].failure->line > 0);
        CHECK(report.cases[0].failure->column == 1);
        CHECK(report.cases[0].failure->expected == one.expected);
        CHECK(report.cases[0].failure->seen == one.but);
    }
    const Report broken = testing::play_straight(testing::flow_with(failing) + "case a\nafter 1s");
    REQUIRE(broken.cases[0].failure);
    CHECK(broken.cases[0].failure->expected == "no incident that no line expects");
    CHECK(broken.cases[0].failure->seen.rfind("t.broken: expected luck but there was none (run ", 0) == 0);
    CHECK(testing::play(testing::flow_with(failing) + "case a\nexpect incident t.broken").passed());

    const Report unanswered = testing::play_straight(testing::flow_with(call) + "case a\nexpect node a");
    REQUIRE(unanswered.cases[0].failure);
    CHECK(unanswered.cases[0].failure->expected == "a line 'http a -> …' before this call");
    CHECK(unanswered.cases[0].failure->seen == "there is none: GET https://shop.example/");

    const Report nothing = testing::play(testing::tea() + "case a\n# later\n");
    REQUIRE(nothing.cases[0].failure);
    CHECK(nothing.cases[0].failure->expected == "a line in which something happens");
}

}  // namespace millrace::flowtest
