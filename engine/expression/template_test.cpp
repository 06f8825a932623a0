#include <catch2/catch.hpp>

#include "engine/expression/testing.hpp"

using namespace millrace;
using namespace millrace::expression;
using expression::testing::rendered;
using expression::testing::words;

namespace {

struct Case {
    const char* source;
    const char* text;
};

constexpr Case cases[] = {
    {"", ""},
    {"Hello", "Hello"},
    {"Hello {{contact.name or 'there'}}.", "Hello Ana."},
    {"Hello {{contact.nickname or 'there'}}.", "Hello there."},
    {"{{ contact.name }}{{contact.city}}", "AnaZürich"},
    {"[{{contact.nickname}}]", "[]"},
    {"{{vars.tries}} {{vars.ratio}} {{6 / 2}} {{vars.on}}", "2 0.5 3.0 true"},
    {"{{vars.tags}}", "[\"vip\",\"new\"]"},
    {"{{vars.order.lines[1]}}", "{\"count\":3,\"sku\":\"a\"}"},
    {"{{'{{'}} and }}", "{{ and }}"},
    {"{{'}}'}}", "}}"},
    {"{{[[}}]] .. \"}}\"}}", "}}}}"},
    {"{ {x} }", "{ {x} }"},
    {"{{\n  contact.name\n}}\n", "Ana\n"},
    {"{{{{",
     "error: expected }} for the {{ that opens here but the text ends; {{ itself is {{'{{'}}\n"
     "  {{{{\n"
     "  ^"},
    {"Hello {{contact.name",
     "error: expected }} for the {{ that opens here but the text ends; {{ itself is {{'{{'}}\n"
     "  Hello {{contact.name\n"
     "        ^"},
    {"Hello {{}}",
     "error: expected a value but found the end\n"
     "  Hello {{}}\n"
     "          ^"},
    {"Hello {{ }}",
     "error: expected a value but found the end\n"
     "  Hello {{ }}\n"
     "          ^"},
    {"Hi\n{{name}} you",
     "error: expected a name that begins with vars, contact, channel, event, node but found `name`; "
     "did you mean `vars.name`? (line 2)\n"
     "  {{name}} you\n"
     "    ^"},
    {"It's {{'it}}",
     "error: expected a closing ' for the text that begins here but the line ends\n"
     "  It's {{'it}}\n"
     "         ^"},
    {"{{1 +}} x",
     "error: expected a value but found the end\n"
     "  {{1 +}} x\n"
     "       ^"},
    {"{{ {1} }}",
     "error: expected a value but found `{`; a list is written list(1, 2)\n"
     "  {{ {1} }}\n"
     "     ^"},
    // a type error is an error, not an empty text
    {"Total {{vars.name * 2}}", "error: expected a number but `vars.name` is a string, in `vars.name * 2`"},
};

}  // namespace

TEST_CASE("A template shows its text with the holes filled", "[expression]") {
    for (const Case& row : cases) {
        INFO(row.source);
        CHECK(rendered(row.source) == row.text);
    }
}

TEST_CASE("A template without holes says so and costs nothing", "[expression]") {
    const Template plain = *parse_template("Just text, { and } included", words());
    CHECK(plain.is_literal());
    CHECK(Template().is_literal());
    CHECK_FALSE(parse_template("{{1}}", words())->is_literal());
    MapScope scope(words(), {}, {});
    Budget budget{0, 0};
    CHECK(render(plain, scope, budget)->view() == "Just text, { and } included");
    CHECK(render(Template(), scope, budget)->empty());
}

TEST_CASE("A template knows what its holes read and can be bound", "[expression]") {
    const Template text = *parse_template("{{vars.a}} {{vars.b + vars.a}} {{contact.name}}", words());
    const auto references = text.references();
    REQUIRE(references.size() == 3);
    CHECK(references[1].name == "vars.b");
    const Template bound = text.bind([](const Reference& r) { return r.is_variable ? 5 : -1; });
    CHECK(bound.references()[0].slot == 5);
    CHECK(bound.references()[2].slot == -1);
    CHECK(bound == text);
    CHECK(text.source() == "{{vars.a}} {{vars.b + vars.a}} {{contact.name}}");
}

TEST_CASE("The budget covers all holes of a template together", "[expression]") {
    MapScope scope(words(), testing::things(), testing::noon());
    const Template text = *parse_template("{{1 + 1}}{{1 + 1}}", words());
    Budget enough{6};
    CHECK(render(text, scope, enough).ok());
    Budget less{5};
    CHECK(render(text, scope, less).error().code == "expression.failed");
}
