// What is wrong with a file is said with its place, what was expected and what was found.

#include <catch2/catch.hpp>

#include "runtime/flowtest/script/file.hpp"

namespace millrace::flowtest {
namespace {

// Without the name of the file: "line:column: message".
std::vector<std::string> complaints_of(std::string_view text) {
    Complaints complaints;
    parse_script("f", text, complaints);
    std::vector<std::string> all;
    for (const Complaint& one : complaints) {
        all.push_back(to_text(one).substr(2));
    }
    return all;
}

using Said = std::vector<std::string>;

struct Line {
    std::string line;
    std::string complaint;  // from its column on
};

// The lines stand in a case of a flow file, third in the file.
void check(const std::vector<Line>& lines) {
    for (const Line& one : lines) {
        INFO(one.line);
        CHECK(complaints_of("flow tea\ncase a\n" + one.line + "\n") == Said{"3:" + one.complaint});
    }
}

}  // namespace

TEST_CASE("a file without a first line says what it should begin with") {
    CHECK(complaints_of("") == Said{" expected a first line 'node TYPE' or 'flow KEY' but the file is empty"});
    CHECK(complaints_of("\n# nothing yet\n") ==
          Said{"2:1: expected a first line 'node TYPE' or 'flow KEY' but the file is empty"});
    CHECK(complaints_of("nodes t.say\ncase a\n") == Said{"1:1: expected 'node TYPE' or 'flow KEY' but found 'nodes'"});
    CHECK(complaints_of("flow\ncase a\n") == Said{"1:5: expected a flow's key but found the end of the line"});
    CHECK(complaints_of("node # which?\ncase a\n") == Said{"1:6: expected a node type but found the end of the line"});
    CHECK(complaints_of("flow tea coffee\ncase a\n") == Said{"1:10: expected the end of the line but found 'coffee'"});
}

TEST_CASE("a file without cases says so") {
    CHECK(complaints_of("flow tea\n") == Said{"1:1: expected a case but the file has none"});
    CHECK(complaints_of("# what: nothing\nnode t.say text=x\n") == Said{"2:1: expected a case but the file has none"});
}

TEST_CASE("a word that is a slip of the finger is answered with the one that was meant") {
    const auto said = [&](const std::string& head, const std::string& line) {
        const Said all = complaints_of(head + "\ncase a\n" + line);
        REQUIRE(all.size() == 1);
        return all.front();
    };
    const std::string verb = said("flow tea", "  expec ended");
    CHECK(verb.rfind("3:3: expected one of given, customer:, customer, after, ", 0) == 0);
    CHECK(verb.find(" but found 'expec ended' (did you mean 'expect'?)") != std::string::npos);
    CHECK(said("node t.say", "wait for 3s").find("but found 'wait for 3s' (did you mean 'waits'?)") !=
          std::string::npos);
    // The second word too, among those that may follow the first.
    const std::string second = said("flow tea", "expect quue support");
    CHECK(second.rfind("3:8: expected one of 'expect no queue', 'expect queue NAME [k=v…]', ", 0) == 0);
    CHECK(second.find("but found 'expect quue support' (did you mean 'queue'?)") != std::string::npos);
    CHECK(said("flow tea", "agent ana take") ==
          "3:11: expected one of 'agent NAME takes', 'agent NAME replies TEXT', 'agent NAME closes [REASON]', "
          "'agent NAME hands back' "
          "but found 'agent ana take' (did you mean 'takes'?)");
    // Nothing is guessed where nothing is near.
    CHECK(said("flow tea", "hocuspocus").find("did you mean") == std::string::npos);
}

TEST_CASE("a line of the other kind of file is named as such") {
    CHECK(complaints_of("flow tea\ncase a\n  leaves done") ==
          Said{"3:3: expected a line of a flow file but 'leaves' belongs into a node file"});
    CHECK(complaints_of("node t.say\ncase a\n  customer picks tea") ==
          Said{"3:3: expected a line of a node file but 'customer' belongs into a flow file"});
}

TEST_CASE("a duration that is none is shown, with the form of durations") {
    const std::string form = "expected a duration such as 90s, 15m, 2h or 3d but found ";
    check({{"  after soon", "9: " + form + "'soon', in 'after DURATION'"},
           {"after 5", "7: " + form + "'5', in 'after DURATION'"},
           {"after -5m", "7: " + form + "'-5m', in 'after DURATION'"},
           {"after 1.5h", "7: " + form + "'1.5h', in 'after DURATION'"},
           {"after 99999d", "7: expected a duration of at most 36500d but found '99999d', in 'after DURATION'"},
           {"after 5m 6m", "10: expected the end of the line but found '6m', in 'after DURATION'"},
           {"http -> 200 after later", "19: " + form + "'later', in 'http [NODE] -> REPLY'"}});
    CHECK(complaints_of("flow tea\ncase a\nafter") ==
          Said{"3:6: expected a duration such as 90s or 15m but found the end of the line, in 'after DURATION'"});
}

TEST_CASE("JSON that is none is pointed at where it stops being JSON") {
    check(
        {{"expect var a={\"n\" 1}", "19: expected ':' but found number literal, in 'expect var k=v…'"},
         {"expect var ä={\"n\":tru}", "12: expected name=value but found 'ä={\"n\":tru}', in 'expect var k=v…'"},
         {"expect var a={\"é\":tru}", "19: expected JSON but found an invalid literal, in 'expect var k=v…'"},
         {"expect var a={\"n\":1,\"n\":2}", "25: expected every key once but found \"n\" again, in 'expect var k=v…'"},
         {"expect result [1,2",
          "15: expected a closing bracket but found the end of the line, in 'expect result VALUE'"},
         {"customer: \"open", "11: expected a closing quote but found the end of the line, in 'customer: TEXT'"},
         {"customer: \"a\" b", "15: expected nothing after the closing quote but found 'b', in 'customer: TEXT'"},
         {"http -> 200 {\"a\":",
          "13: expected a closing bracket but found the end of the line, in 'http [NODE] -> REPLY'"},
         {"expect result {}x", "17: expected a blank after the value but found 'x', in 'expect result VALUE'"}});
}

TEST_CASE("a reply that no service gives is refused") {
    check({{"http x -> 999", "14: expected a status from 100 to 599 but found 999, in 'http [NODE] -> REPLY'"},
           {"http x -> broken",
            "11: expected a status such as 200, timeout, refused, dns, tls, blocked, too_large, unavailable, "
            "outcome_unknown or never but found 'broken', in 'http [NODE] -> REPLY'"},
           {"http x 200", "8: expected '->' but found '200', in 'http [NODE] -> REPLY'"}});
}

TEST_CASE("what a line still wants is said with its form") {
    check(
        {{"expect queue", "13: expected a name but found the end of the line, in 'expect queue NAME [k=v…]'"},
         {"expect queue tea high", "18: expected the end of the line but found 'high', in 'expect queue NAME [k=v…]'"},
         {"expect left ask", "16: expected 'by' but found the end of the line, in 'expect left NODE by OUTPUT'"},
         {"bot offers", "11: expected a name but found the end of the line, in 'bot offers LIST'"},
         {"bot offers tea,", "16: expected a name but found the end of the line, in 'bot offers LIST'"},
         {"customer:", "10: expected a text but found the end of the line, in 'customer: TEXT'"},
         {"given flow x ends",
          "18: expected an outcome but found the end of the line, in 'given flow NAME ends OUTCOME [k=v…]'"}});
}

TEST_CASE("lines may be indented in any way, and columns count letters from the edge") {
    Complaints complaints;
    const Script script = parse_script(
        "f", "flow tea\r\n\tcase one\r\n\t\tbot: Hi  \r\n  \t customer: é\r\n   \r\nafter 5m\n", complaints);
    CHECK(complaints.empty());
    REQUIRE(script.cases.size() == 1);
    CHECK(script.cases[0].name == "one");
    REQUIRE(script.cases[0].statements.size() == 3);
    CHECK(script.cases[0].statements[0].text == "Hi");
    CHECK(script.cases[0].statements[0].line == 3);
    CHECK(script.cases[0].statements[0].column == 3);
    CHECK(script.cases[0].statements[1].text == "é");
    CHECK(script.cases[0].statements[2].line == 6);
    check({{"\t\tafter soon",
            "9: expected a duration such as 90s, 15m, 2h or 3d but found 'soon', in 'after DURATION'"}});
}

TEST_CASE("cases have names of their own") {
    CHECK(complaints_of("flow tea\ncase a\n  case a\ncase b\ncase\n") ==
          Said{"3:8: expected each case to have a name of its own but 'a' is there twice",
               "5:5: expected what the case is about but found the end of the line"});
}

TEST_CASE("only what belongs to every case may stand before the first") {
    CHECK(complaints_of("flow tea\ngiven contact.name=Ana\nhttp -> 200\nnever tag x\n  bot: Hi\ncase a\n") ==
          Said{"5:3: expected 'case NAME' before this line but there was none yet"});
}

TEST_CASE("every line that is wrong is said at once, and the others are kept") {
    Complaints complaints;
    const Script script = parse_script("f", "flow tea\ncase a\n  after soon\n  bot: Hi\n  expect queue\n", complaints);
    REQUIRE(complaints.size() == 2);
    CHECK(complaints[0].line == 3);
    CHECK(complaints[1].line == 5);
    REQUIRE(script.cases.size() == 1);
    CHECK(script.cases[0].statements.size() == 1);
}

TEST_CASE("a flow in the file is read to its closing bracket, and its mistakes have a place") {
    Complaints complaints;
    const Script script =
        parse_script("f", "flow {\n \"key\": \"tea}\",\n \"x\": {}\n} # so far\ncase a\n  cancel\n", complaints);
    CHECK(complaints.empty());
    CHECK(script.subject == "tea}");
    CHECK(script.document_line == 1);
    CHECK(script.document.back() == '}');
    REQUIRE(script.cases.size() == 1);
    CHECK(script.cases[0].line == 5);

    CHECK(complaints_of("# tea\nflow {\n \"key\" \"tea\"\n}\ncase a\n") ==
          Said{"3:8: expected ':' but found string literal"});
    CHECK(complaints_of("flow {\"key\" \"tea\"}\ncase a\n") == Said{"1:13: expected ':' but found string literal"});
    CHECK(complaints_of("flow {\n \"key\": \"tea\"\ncase a\n") ==
          Said{"1:6: expected the flow's closing bracket but the file ends",
               "1:1: expected a case but the file has none"});
    CHECK(complaints_of("flow {\n \"key\": \"tea\"\n} more\ncase a\n") ==
          Said{"3:3: expected nothing after the flow's closing bracket but found more"});
    // A bracket in a comment is none.
    CHECK(parse_script("f", "flow tea # the {first} one\ncase a\n", complaints).subject == "tea");
    CHECK(complaints.empty());
}

}  // namespace millrace::flowtest
