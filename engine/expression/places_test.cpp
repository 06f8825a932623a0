// Where in a text something is wrong.

#include "engine/expression/places.hpp"

#include <catch2/catch.hpp>

#include "engine/base/clock.hpp"
#include "engine/base/text.hpp"
#include "engine/expression/testing.hpp"

using namespace millrace;
using namespace millrace::expression;
using expression::testing::words;

namespace {

std::string_view cut(std::string_view source, Span place) {
    REQUIRE(place.at <= source.size());
    REQUIRE(place.size <= source.size() - place.at);
    return source.substr(place.at, place.size);
}

struct Wrong {
    const char* source;
    const char* token;  // empty: the text ends too early
};

constexpr Wrong wrongs[] = {
    {"", ""},
    {"vars.tries <", ""},
    {"vars.tries < )", ")"},
    {"1 + 3x", "3x"},
    {"1 2", "2"},
    {"'abc", "'abc"},
    {"'abc\n + 1", "'abc"},
    {"[[abc", "[[abc"},
    {"vars.a == ‘x’", "‘"},
    {"vars.größe", "ö"},
    {"1 +\n2 +\n* 3", "*"},
    {"tries < 3", "tries"},
    {"1 < contcat.name", "contcat"},
    {"lowr('A')", "lowr"},
    {"1 + contains('a')", "contains"},
    {"now", "now"},
    {"vars.a != 1", "!="},
    {"vars.a && vars.b", "&&"},
    {"vars.a:upper()", ":"},
    {"{1, 2}", "{"},
    {"(vars.tries)(1)", "("},
};

constexpr Wrong wrong_templates[] = {
    {"Hello {{name}}", "name"},
    {"Hé {{contact.name}} {{ contact.name + }}", "}"},
    {"a {{contact.name", "{{"},
    {"a {{'x}}", "'x}}"},
    {"{{}}", "}"},
    {"{{1}}{{lowr('x')}}", "lowr"},
};

}  // namespace

TEST_CASE("a text that does not parse is pointed at where it stops making sense", "[expression]") {
    for (const Wrong& wrong : wrongs) {
        INFO(wrong.source);
        const auto mistake = mistake_in(wrong.source, words());
        REQUIRE(mistake);
        CHECK(cut(wrong.source, mistake->place) == wrong.token);
        // The same as parse() says, which adds the caret.
        const auto parsed = parse(wrong.source, words());
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().message.find(mistake->sentence) == 0);
    }
}

TEST_CASE("in a template the place is counted from its beginning", "[expression][template]") {
    for (const Wrong& wrong : wrong_templates) {
        INFO(wrong.source);
        const auto mistake = mistake_in_template(wrong.source, words());
        REQUIRE(mistake);
        const std::string_view found = cut(wrong.source, mistake->place);
        // A hole that ends too early has no token: the place is where it ends.
        CHECK((found == wrong.token ||
               (found.empty() && std::string_view(wrong.token) == "}" &&
                std::string_view(wrong.source).substr(mistake->place.at, 1).find_first_of(" }") == 0)));
        CHECK_FALSE(parse_template(wrong.source, words()));
    }
}

// Pieces of expressions put together by chance: whatever comes of it, a mistake lies within its text, on characters'
// boundaries, and there is one exactly when parse() fails.
TEST_CASE("whatever is wrong, its place lies within the text", "[expression]") {
    constexpr const char* pieces[] = {"vars.a",
                                      "contact.nam\xc3\xa9",
                                      "'text",
                                      "'x'",
                                      "\"\xc3\xa9\"",
                                      "(",
                                      ")",
                                      "[",
                                      "]",
                                      "+",
                                      "..",
                                      "and",
                                      "not",
                                      "12",
                                      "1e9",
                                      "0x",
                                      ",",
                                      ".",
                                      " ",
                                      "\n",
                                      "lower(",
                                      "min(1",
                                      "{{",
                                      "}}",
                                      "\xf0\x9f\x98\x80",
                                      "--",
                                      "\\",
                                      "=="};
    constexpr std::uint64_t seed = 2400;
    int wrong = 0;
    for (std::uint64_t round = 0; round < 20'000; ++round) {
        std::string source;
        const std::uint64_t count = 1 + mix(seed, round) % 8;
        for (std::uint64_t i = 0; i < count; ++i) {
            source += pieces[mix(mix(seed, round), i + 1) % std::size(pieces)];
        }
        INFO("seed " << seed << ", round " << round << ": " << source);
        const auto check = [&](const std::optional<Mistake>& mistake, bool parses) {
            REQUIRE(parses == !mistake.has_value());
            if (mistake) {
                ++wrong;
                const std::string_view found = cut(source, mistake->place);
                REQUIRE(is_utf8(found));
                REQUIRE_FALSE(mistake->sentence.empty());
                // Nothing is pointed at only where nothing is left.
                const std::size_t end = mistake->place.at;
                REQUIRE((!found.empty() || end == source.size() ||
                         source.find_first_not_of(" \n", end) == std::string::npos ||
                         source.compare(source.find_first_not_of(" \n", end), 2, "}}") == 0));
            }
        };
        check(mistake_in(source, words()), parse(source, words()).ok());
        check(mistake_in_template(source, words()), parse_template(source, words()).ok());
    }
    CHECK(wrong > 10'000);
}

TEST_CASE("what is read is found where it is read first", "[expression]") {
    const std::string_view source = "1 + vars.tries * vars['tries'] + contact.city";
    const auto expression = parse(source, words());
    REQUIRE(expression);
    for (const Reference& reference : expression->references()) {
        const auto place = place_of(*expression, reference);
        REQUIRE(place);
        CHECK(cut(source, *place) == reference.name);
    }
    const std::string_view text = "Hello {{contact.name}}, {{vars.tries}}";
    const auto parsed = parse_template(text, words());
    REQUIRE(parsed);
    for (const Reference& reference : parsed->references()) {
        const auto place = place_of(*parsed, reference);
        REQUIRE(place);
        CHECK(cut(text, *place) == reference.name);
    }
}

TEST_CASE("a trial gives the value, or the part that failed", "[expression]") {
    const auto tried = [](std::string_view source, bool is_template) {
        MapScope scope(words(), expression::testing::things(), expression::testing::noon());
        return is_template ? try_out(*parse_template(source, words()), scope) : try_out(*parse(source, words()), scope);
    };
    CHECK(*tried("vars.tries + 1", false).value == Value(3));
    CHECK(*tried("{{contact.name}} lives in {{contact.city}}", true).value == Value("Ana lives in Zürich"));

    const std::string_view expression = "1 + len(contact.name - 1)";
    const Trial failed = tried(expression, false);
    REQUIRE_FALSE(failed.value);
    REQUIRE(failed.failed);
    CHECK(cut(expression, *failed.failed) == "contact.name - 1");

    const std::string_view text = "Dear {{contact.name}}: {{ vars.name * 2 }} left";
    const Trial hole = tried(text, true);
    REQUIRE_FALSE(hole.value);
    REQUIRE(hole.failed);
    CHECK(cut(text, *hole.failed) == "vars.name * 2");
}
