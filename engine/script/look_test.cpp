// What can be told of a script without running it.

#include "engine/script/look.hpp"

#include <catch2/catch.hpp>

#include "engine/base/clock.hpp"
#include "engine/script/chunk.hpp"

using namespace millrace;
using namespace millrace::script;

namespace {

struct Wrong {
    const char* code;
    int line;
    int column;
    const char* token;
};

constexpr Wrong wrongs[] = {
    {"return 'done' 'x'", 1, 15, "'x'"},
    {"local a = = 1", 1, 11, "="},
    {"if a then\n  return 'x'\n", 3, 1, ""},
    {"return 'done'\nlocal b = 1", 2, 1, "local"},
    {"-- é\n  ctx.vars.é = 1", 2, 12, "\xc3"},
    {"local ctx = ...;;;; x y", 1, 23, "y"},
    {"local t = { type = 'a' title = 'b' }", 1, 24, "title"},
    {"local t = { a b }", 1, 15, "b"},
    {"return 'abc", 1, 8, "'abc"},
    {"x = [[ never closed", 1, 5, "[["},
    {"local _ENV = {}", 1, 7, "_ENV"},
    {"local a <const> = 1", 1, 9, "<"},
    {"x = 3x", 1, 5, "3x"},
    {"goto nowhere", 1, 1, "goto nowhere"},
    {"for i = 1, 2 do\n  break\nend end", 3, 5, "end"},
    {"return 1 +", 1, 11, ""},
};

std::vector<std::string> found_unwired(const std::string& code, const std::vector<std::string>& wired) {
    std::vector<std::string> names;
    for (const ScriptProblem& problem : look_at_script(code, wired)) {
        CHECK(problem.code == "script.unknown_output");
        names.push_back(code.substr(static_cast<std::size_t>(problem.place.from),
                                    static_cast<std::size_t>(problem.place.to - problem.place.from)));
    }
    return names;
}
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a script that does not compile is pointed at, with line and column", "[script]") {
    for (const Wrong& wrong : wrongs) {
        INFO(wrong.code);
        const std::string code = wrong.code;
        const auto problems = look_at_script(code, std::nullopt);
        REQUIRE(problems.size() == 1);
        INFO(problems[0].message);
        CHECK(problems[0].code == "script.invalid");
        CHECK(problems[0].line == wrong.line);
        CHECK(problems[0].column == wrong.column);
        CHECK(problems[0].message.find("line ") != 0);
        // As the compiler says it.
        const auto chunk = Chunk::compile(code, Chunk::Shape::body);
        REQUIRE_FALSE(chunk);
        CHECK(chunk.error().message.find(problems[0].message) != std::string::npos);
        if (code.find("\xc3") == std::string::npos) {  // so that units are bytes
            const auto [from, to] = problems[0].place;
            CHECK(code.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)) == wrong.token);
        }
    }
}

TEST_CASE("whatever is wrong with a script, its place lies within it", "[script]") {
    constexpr const char* pieces[] = {"local ",    "a ",   "= ",      "1 ",    "'text' ",     "\"\xc3\xa9\" ",
                                      "function ", "end ", "if ",     "then ", "( ",          ") ",
                                      "{ ",        "} ",   "return ", "\n",    "ctx.vars.x ", "... ",
                                      "[[ ]] ",    "'",    "--",      "~ ",    "goto ",       "and "};
    constexpr std::uint64_t seed = 2401;
    int wrong = 0;
    for (std::uint64_t round = 0; round < 3'000; ++round) {
        std::string code;
        const std::uint64_t count = 1 + mix(seed, round) % 12;
        for (std::uint64_t i = 0; i < count; ++i) {
            code += pieces[mix(mix(seed, round), i + 1) % std::size(pieces)];
        }
        INFO("seed " << seed << ", round " << round << ": " << code);
        const auto problems = look_at_script(code, std::nullopt);
        REQUIRE(problems.empty() == Chunk::compile(code, Chunk::Shape::body).ok());
        for (const ScriptProblem& problem : problems) {
            ++wrong;
            const TextPlace whole = place_in(code, 0, code.size());
            REQUIRE(problem.place.from >= 0);
            REQUIRE(problem.place.from <= problem.place.to);
            REQUIRE(problem.place.to <= whole.to);
            REQUIRE(problem.line >= 1);
            REQUIRE(problem.column >= 1);
        }
    }
    CHECK(wrong > 1'000);
}

TEST_CASE("names that are returned as they stand must be wired", "[script]") {
    CHECK(found_unwired("return 'done'", {"done"}).empty());
    CHECK(found_unwired("return 'dnoe'", {"done"}) == Names{"dnoe"});
    CHECK(look_at_script("return 'dnoe'", Names{"done"})[0].message ==
          "expected an output that is wired (done) but the script leaves by 'dnoe' (did you mean 'done'?)");
    CHECK(found_unwired("if ctx.vars.x == 'y' then return 'a' end\nreturn ctx.vars.n > 1 and 'b' or 'c'", {"b"}) ==
          Names{"a", "c"});
    CHECK(found_unwired("return 'x'", {}) == Names{"x"});
    // What is worked out, or returned by a function of the script, cannot be told.
    CHECK(found_unwired("local function f() return 'inner' end return f()", {"done"}).empty());
    CHECK(found_unwired("return 'a' .. ctx.vars.x", {"done"}).empty());
    CHECK(found_unwired("return f('a')", {"done"}).empty());
    CHECK(found_unwired("return ({ x = 'a' })[ctx.vars.x]", {"done"}).empty());
    CHECK(found_unwired("return ctx.vars.x == 'a' and 'done'", {"done"}).empty());
    CHECK(look_at_script("return 'x'", std::nullopt).empty());
}

TEST_CASE("the outputs that a script names are found, each once", "[script]") {
    CHECK(outputs_named_in("if a then return 'late' end return b and 'much' or 'late'") == Names{"late", "much"});
    CHECK(outputs_named_in("return 'No key'").empty());
    CHECK(outputs_named_in("return '").empty());
}

TEST_CASE("a script that is too long says so at its beginning", "[script]") {
    const auto problems = look_at_script(std::string(70'000, ' '), std::nullopt);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].code == "script.limit");
    CHECK(problems[0].line == 1);
}
