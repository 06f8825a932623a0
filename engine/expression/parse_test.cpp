#include <catch2/catch.hpp>

#include <algorithm>

#include "engine/expression/paths.hpp"
#include "engine/expression/testing.hpp"

using namespace millrace;
using namespace millrace::expression;
using expression::testing::words;

namespace {

std::string complaint_about(std::string_view source) {
    const auto expression = parse(source, words());
    REQUIRE_FALSE(expression.ok());
    CHECK(expression.error().code == "flow.invalid_expression");
    return expression.error().message;
}

std::vector<std::string> names(const std::vector<Reference>& references) {
    std::vector<std::string> all;
    for (const Reference& reference : references) {
        all.push_back(reference.name);
    }
    return all;
}

Expression parsed(std::string_view source) {
    const auto expression = parse(source, words());
    REQUIRE(expression.ok());
    return *expression;
}

struct Complaint {
    const char* source;
    const char* message;
};

constexpr Complaint complaints[] = {
    {"",
     "expected a value but found the end\n"
     "  \n"
     "  ^"},
    {"vars.tries <",
     "expected a value but found the end\n"
     "  vars.tries <\n"
     "              ^"},
    {"vars.tries < )",
     "expected a value but found `)`\n"
     "  vars.tries < )\n"
     "               ^"},
    {"(1 + 2",
     "expected a closing ) but found the end\n"
     "  (1 + 2\n"
     "        ^"},
    {"vars.tags[1",
     "expected a closing ] but found the end\n"
     "  vars.tags[1\n"
     "             ^"},
    {"1 2",
     "expected an operator or the end but found `2`\n"
     "  1 2\n"
     "    ^"},
    {"'é' + ",
     "expected a value but found the end\n"
     "  'é' + \n"
     "        ^"},
    {"vars.",
     "expected a name after the point but found the end\n"
     "  vars.\n"
     "       ^"},
    {"'abc",
     "expected a closing ' for the text that begins here but the line ends\n"
     "  'abc\n"
     "  ^"},
    {"[[abc",
     "expected a closing ]] for the text that begins here\n"
     "  [[abc\n"
     "  ^"},
    {"1 + 3x",
     "expected a number but found `3x`\n"
     "  1 + 3x\n"
     "      ^"},
    {"1e999",
     "expected a number but found `1e999`\n"
     "  1e999\n"
     "  ^"},
    {"'a\\q'",
     "expected an escape such as \\n, \\t, \\\\, \\', \\x41, \\65 or \\u{20AC} but this is none; for a "
     "backslash itself write \\\\\n"
     "  'a\\q'\n"
     "    ^"},
    {"'\\xff'",
     "expected UTF-8 but the escapes in this text give other bytes\n"
     "  '\\xff'\n"
     "  ^"},
    {"1 -- 2",
     "an expression has no comments (`--`); put a blank between two minus signs\n"
     "  1 -- 2\n"
     "    ^"},
    {"vars.a == ‘x’",
     "expected a straight quote (') but found `‘`\n"
     "  vars.a == ‘x’\n"
     "            ^"},
    {"1 +\n2 +\n* 3",
     "expected a value but found `*` (line 3)\n"
     "  * 3\n"
     "  ^"},
    // names
    {"tries < 3",
     "expected a name that begins with vars, contact, channel, event, node but found `tries`; did you mean "
     "`vars.tries`?\n"
     "  tries < 3\n"
     "  ^"},
    {"1 < contcat.name",
     "expected a name that begins with vars, contact, channel, event, node but found `contcat`; did "
     "you mean `contact`?\n"
     "  1 < contcat.name\n"
     "      ^"},
    {"lowr('A')",
     "expected a function but `lowr` is none; did you mean `lower`?\n"
     "  lowr('A')\n"
     "  ^"},
    {"now",
     "expected `(` after the function now; write now()\n"
     "  now\n"
     "  ^"},
    {"contains('a')",
     "expected 2 arguments for contains(text, part) but found 1\n"
     "  contains('a')\n"
     "  ^"},
    {"lower()",
     "expected 1 argument for lower(text) but found 0\n"
     "  lower()\n"
     "  ^"},
    {"min()",
     "expected at least 1 argument for min(number, …) but found 0\n"
     "  min()\n"
     "  ^"},
    {"1 + round(1, 2, 3)",
     "expected at most 2 arguments for round(number, digits?) but found 3\n"
     "  1 + round(1, 2, 3)\n"
     "      ^"},
    // habits from other languages
    {"vars.a != 1",
     "expected an operator or the end but found `!=`; unequal is written ~=\n"
     "  vars.a != 1\n"
     "         ^"},
    {"vars.a = 1",
     "expected an operator or the end but found `=`; equal is written ==\n"
     "  vars.a = 1\n"
     "         ^"},
    {"vars.a && vars.b",
     "expected an operator or the end but found `&&`; write and\n"
     "  vars.a && vars.b\n"
     "         ^"},
    {"vars.a || vars.b",
     "expected an operator or the end but found `||`; write or; text is joined with ..\n"
     "  vars.a || vars.b\n"
     "         ^"},
    {"!vars.a",
     "expected a value but found `!`; write not\n"
     "  !vars.a\n"
     "  ^"},
    {"vars.a ? 1 : 2",
     "expected an operator or the end but found `?`; write `condition and this or that`\n"
     "  vars.a ? 1 : 2\n"
     "         ^"},
    {"{1, 2}",
     "expected a value but found `{`; a list is written list(1, 2)\n"
     "  {1, 2}\n"
     "  ^"},
    {"vars.a:upper()",
     "expected an operator or the end but found `:`; there are no methods; write upper(x), not "
     "x:upper()\n"
     "  vars.a:upper()\n"
     "        ^"},
    {"function() end",
     "expected a value but found `function`; functions cannot be defined here\n"
     "  function() end\n"
     "  ^"},
    {"vars.a == null",
     "expected a value but found `null`; write nil\n"
     "  vars.a == null\n"
     "            ^"},
    {"vars.f(1)",
     "expected an operator but found `(`; only functions by name can be called\n"
     "  vars.f(1)\n"
     "        ^"},
    {"'a' in vars.tags",
     "expected an operator or the end but found `in`; write has(list, value)\n"
     "  'a' in vars.tags\n"
     "      ^"},
};

}  // namespace

TEST_CASE("A wrong expression is shown with a caret under the place", "[expression]") {
    for (const Complaint& row : complaints) {
        INFO(row.source);
        CHECK(complaint_about(row.source) == row.message);
    }
}

TEST_CASE("A long line is cut around the place of the error", "[expression]") {
    const std::string source = "'" + std::string(200, 'x') + "' + ) + '" + std::string(200, 'y') + "'";
    const std::string message = complaint_about(source);
    CHECK(message.find("…" + std::string(46, 'x') + "' + ) + 'y") != std::string::npos);
    const std::size_t line = message.find('\n') + 1;
    const std::size_t caret_line = message.find('\n', line) + 1;
    // The cut mark is three bytes wide but one character.
    CHECK(message.find(')', line) - line - 2 == message.find('^', caret_line) - caret_line);
}

TEST_CASE("References name what is read, each once, in the order of mention", "[expression]") {
    const Expression expression = parsed(
        "vars.tries < 3 and channel.kind == 'webchat' and vars['tries'] > 0 and node.lookup.total > vars['first "
        "name']");
    CHECK(names(expression.references()) ==
          std::vector<std::string>{"vars.tries", "channel", "node.lookup.total", "vars['first name']"});
    CHECK(expression.references()[0].is_variable);
    CHECK(expression.references()[0].path == std::vector<std::string>{"tries"});
    CHECK_FALSE(expression.references()[2].is_variable);
    CHECK(expression.references()[2].path == std::vector<std::string>{"lookup", "total"});
    CHECK(expression.references()[3].is_variable);
}

TEST_CASE("A root without a constant member is read whole", "[expression]") {
    const Expression expression = parsed("vars[event.text] or keys(node.lookup)[1]");
    CHECK(names(expression.references()) == std::vector<std::string>{"event", "vars", "node.lookup"});
    CHECK_FALSE(expression.references()[1].is_variable);
}

TEST_CASE("Paths are the whole chains of names, whatever the depth of the root", "[expression]") {
    auto found = names(paths(parsed("#event.order.lines > vars.n and event.order.lines[vars.i].sku == channel.kind")));
    std::sort(found.begin(), found.end());
    CHECK(found == std::vector<std::string>{"channel.kind", "event.order.lines", "vars.i", "vars.n"});
}

TEST_CASE("After a point every word is a name, because payloads come from elsewhere", "[expression]") {
    CHECK(names(parsed("vars.end").references()) == std::vector<std::string>{"vars.end"});
    CHECK(names(parsed("contact.not").references()) == std::vector<std::string>{"contact.not"});
}

TEST_CASE("Binding numbers the references and leaves the original as it was", "[expression]") {
    const Expression expression = parsed("vars.a + vars.b + vars.a");
    const Expression bound = expression.bind([](const Reference& r) { return r.path[0] == "a" ? 7 : -1; });
    CHECK(bound.references()[0].slot == 7);
    CHECK(bound.references()[1].slot == -1);
    CHECK(expression.references()[0].slot == -1);
    CHECK(bound == expression);
}

TEST_CASE("An expression is constant when it reads nothing and does not ask for the time", "[expression]") {
    CHECK(parsed("1 + 2").is_constant());
    CHECK(Expression().is_constant());
    CHECK(Expression().source() == "nil");
    CHECK_FALSE(parsed("vars.a").is_constant());
    CHECK_FALSE(parsed("date(now())").is_constant());
}

TEST_CASE("Nesting stops at 200 levels, whatever it is made of", "[expression]") {
    const auto repeat = [](std::string_view part, int n) {
        std::string all;
        for (int i = 0; i < n; ++i) {
            all += part;
        }
        return all;
    };
    CHECK(parse(repeat("(", 199) + "1" + repeat(")", 199), words()).ok());
    for (const std::string& source : {repeat("(", 5000), repeat("(", 300) + "1" + repeat(")", 300),
                                      repeat("not ", 1000) + "1", repeat("-", 1) + repeat(" -", 900) + "1",
                                      repeat("2^", 1000) + "1", repeat("vars[", 1000), repeat("abs(", 1000)}) {
        INFO(source.substr(0, 40));
        CHECK(complaint_about(source).find("expected at most 200 levels of nesting") == 0);
    }
}

TEST_CASE("A chain may be long, but not endless", "[expression]") {
    const auto chain = [](int n) {
        std::string source = "1";
        for (int i = 1; i < n; ++i) {
            source += " or 1";
        }
        return source;
    };
    CHECK(parse(chain(900), words()).ok());
    CHECK(complaint_about(chain(1100)).find("expected at most 1000 operators in one chain") == 0);
    std::string joined = "'a'";
    for (int i = 0; i < 2000; ++i) {
        joined += "..'b'";
    }
    CHECK(parse(joined, words()).ok());
    CHECK(complaint_about(std::string(source_bytes_max, ' ') + "1").find("expected an expression of at most 16384") ==
          0);
}

TEST_CASE("Bytes that are no UTF-8 are refused", "[expression]") {
    CHECK(complaint_about("'\xff'") == "expected UTF-8 but the expression has other bytes");
    CHECK(complaint_about(std::string_view("1 \0 2", 5)).find("control character 0") != std::string::npos);
}
