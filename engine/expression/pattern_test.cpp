// Patterns against what string.find of the Lua 5.4 interpreter answers.

#include <catch2/catch.hpp>

#include "engine/expression/pattern.hpp"

using namespace millrace::expression;

namespace {

struct Case {
    const char* text;
    const char* pattern;
    bool found;
};

constexpr Case cases[] = {
    {"abc", "b", true},
    {"abc", "^b", false},
    {"abc", "c$", true},
    {"abc", "^abc$", true},
    {"abc", "a.c", true},
    {"a.c", "a%.c", true},
    {"abc", "a%.c", false},
    {"", "^$", true},
    {"", "", true},
    {"abc", "", true},
    {"order 4711", "%d+", true},
    {"order", "%d", false},
    {"foo123", "^%a+%d+$", true},
    {"  x", "^%s*x$", true},
    {"x", "^%s+x$", false},
    {"abc", "[a-c]+$", true},
    {"abd", "^[a-c]+$", false},
    {"]", "[]]", true},
    {"a", "[^]]", true},
    {"-", "[a%-z]", true},
    {"b", "[a%-z]", false},
    {"b", "[a-]", false},
    {"-", "[a-]", true},
    {"^", "[%^]", true},
    {"x", "[^x]", false},
    {"xy", "[^x]", true},
    {"aaa", "^a-$", true},
    {"aaab", "^a-b$", true},
    {"ab", "^a?b$", true},
    {"b", "^a?b$", true},
    {"aab", "^a?b$", false},
    {"colour", "colou?r", true},
    {"color", "colou?r", true},
    {"(a(b)c)d", "^%b()d$", true},
    {"(a(b)c", "%b()", true},
    {"x(a)", "^%b()", false},
    {"THE (quick) fox", "%f[%a]%a+%f[%A]", true},
    {"THEx", "%f[%l]x", true},
    {"hello", "%f[%w]hello%f[%W]", true},
    {"hello", "%f[%z]", true},
    {"abab", "^(ab)%1$", true},
    {"abba", "^(ab)%1$", false},
    {"say \"hi\"", "([\"'])hi%1", true},
    {"say 'hi\"", "([\"'])hi%1", false},
    {"xx", "^(.)%1$", true},
    {"xy", "^(.)%1$", false},
    {"aXbX", "a(.)b%1", true},
    {"a$b", "a$b", true},
    {"a", "a$$", false},
    {"a$", "a$$", true},
    {"a^b", "a^b", true},
    {"+49 170", "^%+?%d[%d ]*$", true},
    {"ana@example.org", "^[%w._-]+@[%w.-]+%.%a+$", true},
    {"ana@example", "^[%w._-]+@[%w.-]+%.%a+$", false},
    {"é", "..", true},
    {"é", "^.$", false},
    {"A", "%u", true},
    {"a", "%u", false},
    {"a", "%U", true},
    {"\t", "%c", true},
    {"!", "%p", true},
    {"a", "%p", false},
    {"g", "%x", false},
    {"F", "%x", true},
    {"_", "%w", false},
    {"~", "%g", true},
    {" ", "%g", false},
    {"0", "%D", false},
    {"a1", "%w%W", false},
    {"aaaaaaaaab", "^(a*)(a*)b$", true},
    {"ab", "(a)(b)%2%1", false},
    {"abba", "(a)(b)%2%1", true},
    {"()", "()", true},
    {"x", "()x()", true},
    {"ab", "()%1", false},
    {"[a]", "%[a%]", true},
    {"a]", "a]", true},
    {"a*", "a%*", true},
    {"*a", "*a", true},
    {"a", "a*?", false},
    {"a?", "a*?", true},
    {"ab", "a-?b", false},
    {"k=v", "^(%w+)=(%w*)$", true},
    {"k=", "^(%w+)=(%w*)$", true},
    {"=v", "^(%w+)=(%w*)$", false},
    {"b", "[%a-z]", true},
    {"-", "[%a-z]", true},
    {"z", "[a-c-z]", true},
    {"-", "[a-c-z]", true},
    {"é", "[à-ü]", true},
    {"%", "%%", true},
    {"a\n", "a$", false},
    {"x", "^*x", false},
    {"*x", "^*x", true},
};

constexpr const char* malformed[] = {"%",  "[a",  "[^", "[",  "(",   "(a",    "%1",    "(%1)", "%b", "%bx",
                                     "%f", "%fa", "[%", "[]", "[^]", "%2(a)", "(a)%2", "()(",  "%0", "a)"};

}  // namespace

TEST_CASE("A pattern is found where Lua finds it", "[expression]") {
    for (const Case& row : cases) {
        INFO(row.pattern << " in " << row.text);
        CHECK(pattern_problem(row.pattern) == "");
        std::int64_t moves = 100'000;
        CHECK(find_pattern(row.text, row.pattern, moves) == (row.found ? Match::yes : Match::no));
    }
}

TEST_CASE("A malformed pattern is named before it is tried", "[expression]") {
    for (const char* pattern : malformed) {
        INFO(pattern);
        CHECK(pattern_problem(pattern).find("expected ") == 0);
    }
    CHECK(pattern_problem(std::string(256, 'a')).empty());
    CHECK(pattern_problem(std::string(257, 'a')) == "expected a pattern of at most 256 bytes but it has 257");
    std::string captures;
    for (int i = 0; i < 33; ++i) {
        captures += "()";
    }
    CHECK(pattern_problem(captures) == "expected at most 32 captures in the pattern but there are more");
}

TEST_CASE("Matching gives up when its moves are used up", "[expression]") {
    const std::string text(300, 'a');
    for (const char* pattern : {"a-a-a-b", "a*a*a*a*b", "(a*)(a*)%1b", "^.-.-.-x", "%b()%b()x"}) {
        INFO(pattern);
        std::int64_t moves = 1000;
        const std::string brackets = std::string(150, '(') + std::string(10, ')');
        const Match match = find_pattern(pattern[0] == '%' ? brackets : text, pattern, moves);
        CHECK(match == Match::too_many_moves);
        CHECK(moves < 0);
    }
}

TEST_CASE("The deepest pattern nests no deeper than it is long", "[expression]") {
    std::string pattern;
    for (int i = 0; i < 128; ++i) {
        pattern += "a-";
    }
    std::int64_t moves = 10'000'000;
    CHECK(find_pattern(std::string(4000, 'a'), pattern, moves) == Match::yes);
}
