#include <catch2/catch.hpp>

#include <set>

#include "engine/expression/function.hpp"
#include "engine/expression/testing.hpp"

using namespace millrace;
using namespace millrace::expression;
using expression::testing::answer;

namespace {

struct Case {
    const char* source;
    const char* answer;
};

constexpr Case cases[] = {
    // text
    {"lower('AÇ Ωμέγα ЖЁ Ÿ ẞ')", "\"aç ωμέγα жё ÿ ẞ\""},
    {"upper('aç ωμέγα жё ÿ ß ς')", "\"AÇ ΩΜΈΓΑ ЖЁ Ÿ ß Σ\""},
    {"lower('ĀĂŁŃŒŠŽ×')", "\"āăłńœšž×\""},
    {"upper('āăłńœšž÷')", "\"ĀĂŁŃŒŠŽ÷\""},
    {"trim('\\t a b \\r\\n')", "\"a b\""},
    {"trim('')", "\"\""},
    {"len('')", "0"},
    {"len('naïve')", "5"},
    {"len(list())", "0"},
    {"len(vars.order)", "2"},
    {"contains('abc', '')", "true"},
    {"contains('abc', 'B')", "false"},
    {"contains('', 'a')", "false"},
    {"starts_with('a', 'ab')", "false"},
    {"starts_with('ab', '')", "true"},
    {"ends_with('a', 'ba')", "false"},
    {"ends_with('ab', 'b')", "true"},
    {"split('', ',')", "[\"\"]"},
    {"split('a,b,', ',')", "[\"a\",\"b\",\"\"]"},
    {"split('a->b->c', '->')", "[\"a\",\"b\",\"c\"]"},
    {"split('été', '')", "[\"é\",\"t\",\"é\"]"},
    {"split('', '')", "[\"\"]"},
    {"join(list(), ',')", "\"\""},
    {"join(list('a'), ',')", "\"a\""},
    {"join(list(1, 2.5, nil, false), '|')", "\"1|2.5||false\""},
    {"join(list(list(1)), '')",
     "error: expected strings and numbers to join but item 1 is a list, in "
     "`join(list(list(1)), '')`"},
    {"replace('aaa', 'aa', 'b')", "\"ba\""},
    {"replace('abc', '', 'x')", "\"abc\""},
    {"replace('abc', 'b', '')", "\"ac\""},
    {"replace('', 'a', 'b')", "\"\""},
    {"mask('123')", "\"***\""},
    {"mask('1234')", "\"****\""},
    {"mask('12345')", "\"*2345\""},
    {"mask('12345', 2)", "\"***45\""},
    {"mask('12345', 0)", "\"*****\""},
    {"mask('Zoë!x', 2)", "\"***!x\""},
    {"mask('abc', -1)",
     "error: expected a whole number of visible characters from 0 but it is none, in `mask('abc', "
     "-1)`"},
    {"text(nil)", "\"\""},
    {"text(true)", "\"true\""},
    {"text(1.0)", "\"1.0\""},
    {"text(vars.order)", "\"{\\\"id\\\":17,\\\"lines\\\":[{\\\"count\\\":3,\\\"sku\\\":\\\"a\\\"}]}\""},
    // numbers
    {"number('42')", "42"},
    {"number('-7')", "-7"},
    {"number('+7')", "7"},
    {"number('1.50')", "1.5"},
    {"number('1e2')", "100.0"},
    {"number('0x10')", "16"},
    {"number('9223372036854775807')", "9223372036854775807"},
    {"number('')", "null"},
    {"number('abc')", "null"},
    {"number('1 2')", "null"},
    {"number('1,5')", "null"},
    {"number('inf')", "null"},
    {"number('nan')", "null"},
    {"number('1e999')", "null"},
    {"number('1e-999')", "0.0"},
    {"number('--1')", "null"},
    {"number(nil)", "null"},
    {"number(true)", "null"},
    {"number(list())", "null"},
    {"number(event.text) or 0", "0"},
    {"round(2.4)", "2"},
    {"round(-2.5)", "-3"},
    {"round(7)", "7"},
    {"round(1e300)", "1e+300"},
    {"round(1.005, 1)", "1.0"},
    {"round(3.14159, 2)", "3.14"},
    {"round(7, 2)", "7"},
    {"round(1e308, 12)", "1e+308"},
    {"round(1.5, 13)", "error: expected 0 to 12 digits to round to but there are others, in `round(1.5, 13)`"},
    {"floor(2.9)", "2"},
    {"floor(3)", "3"},
    {"floor(1e300)", "1e+300"},
    {"ceil(-2.9)", "-2"},
    {"ceil(2.0)", "2"},
    {"abs(-2.5)", "2.5"},
    {"abs(-9223372036854775807 - 1)", "-9223372036854775808"},
    {"min(1, 1.0)", "1"},
    {"min(2, 1.5, 3)", "1.5"},
    {"max(2)", "2"},
    {"max(1, 2, 3, 4, 5, 6)", "6"},
    // lists and maps
    {"list()", "[]"},
    {"list(nil, 1)", "[null,1]"},
    {"list(1, 2, 3, 4, 5, 6)[6]", "6"},
    {"has(vars.tags, 'vip')", "true"},
    {"has(vars.tags, 'VIP')", "false"},
    {"has(list(1), 1.0)", "true"},
    {"has(vars.order, 'id')", "true"},
    {"has(vars.order, 'price')", "false"},
    {"has(vars.order, 1)", "false"},
    {"has(vars.unknown, 'x')", "false"},
    {"keys(vars.order)", "[\"id\",\"lines\"]"},
    {"keys(vars.unknown)", "[]"},
    // time
    {"now()", "\"2026-01-05T12:00:00Z\""},
    {"date(now())", "\"2026-01-05\""},
    {"date('2026-01-05T09:07:03+02:00', '%H:%M:%S')", "\"07:07:03\""},
    {"date('2026-12-31', '%A %a %B %b %d %e %j %y %u %w %F %D %T %I %p %%')",
     "\"Thursday Thu December Dec 31 31 365 26 4 4 2026-12-31 12/31/26 00:00:00 12 AM %\""},
    {"date('2024-02-29T13:00:00Z', '%I %p, day %j')", "\"01 PM, day 060\""},
    {"date('1969-12-31T23:59:59Z', '%F %T')", "\"1969-12-31 23:59:59\""},
    {"date('0001-01-01T00:00:00Z', '%Y')", "\"0001\""},
    {"date('tomorrow')",
     "error: expected a time such as 2026-01-05T09:00:00Z or a date such as 2026-01-05 as time but "
     "it is none, in `date('tomorrow')`"},
    {"date('2026-01-05', '%Q')",
     "error: expected one of %Y %y %m %d %e %H %I %M %S %p %j %a %A %b %B %F %T %D %u %w %% "
     "in the format but found %Q, in `date('2026-01-05', '%Q')`"},
    {"date('2026-01-05', 'x%')",
     "error: expected one of %Y %y %m %d %e %H %I %M %S %p %j %a %A %b %B %F %T %D %u %w %% "
     "in the format but found %, in `date('2026-01-05', 'x%')`"},
    {"days_between('2026-01-05T23:00:00Z', '2026-01-06T01:00:00Z')", "0"},
    {"days_between('2026-01-06', '2026-01-05')", "-1"},
    {"days_between('2024-02-28', '2024-03-01')", "2"},
    {"days_between('x', '2024-03-01')",
     "error: expected a time such as 2026-01-05T09:00:00Z or a date such as "
     "2026-01-05 as from but it is none, in `days_between('x', '2024-03-01')`"},
    {"add(now(), '90s')", "\"2026-01-05T12:01:30Z\""},
    {"add(now(), '-3d')", "\"2026-01-02T12:00:00Z\""},
    {"add('2026-01-05', '250ms')", "\"2026-01-05T00:00:00.250Z\""},
    {"add('2026-01-05', '2 hours')",
     "error: expected a duration such as 90s, 15m, 2h or -3d but it is none, in "
     "`add('2026-01-05', '2 hours')`"},
    {"add('9999-12-31', '2d')",
     "error: expected a sum in the years 0000 to 9999 but it is beyond, in "
     "`add('9999-12-31', '2d')`"},
};

}  // namespace

TEST_CASE("Every function shows an example that is true", "[expression]") {
    for (const Function& function : functions()) {
        INFO(function.name << ": " << function.example);
        CHECK(std::string(function.example).find(std::string(function.name) + "(") != std::string::npos);
        CHECK(answer(std::string("(") + std::string(function.example) + ") == " + std::string(function.gives)) ==
              "true");
        CHECK_FALSE(function.help.empty());
        CHECK(function.help.back() == '.');
    }
}

TEST_CASE("The functions are those of the contract, each once", "[expression]") {
    const std::set<std::string_view> expected = {
        "lower", "upper",   "trim",   "len",  "contains", "starts_with", "ends_with", "matches",      "split",
        "join",  "replace", "number", "text", "round",    "floor",       "ceil",      "abs",          "min",
        "max",   "list",    "has",    "keys", "mask",     "now",         "date",      "days_between", "add"};
    std::set<std::string_view> found;
    for (const Function& function : functions()) {
        found.insert(function.name);
    }
    CHECK(found == expected);
    CHECK(functions().size() == expected.size());
}

TEST_CASE("Functions do what their page says, at the edges too", "[expression]") {
    for (const Case& row : cases) {
        INFO(row.source);
        CHECK(answer(row.source) == row.answer);
    }
}

TEST_CASE("Every function refuses every argument of a wrong type, and only those", "[expression]") {
    constexpr Case samples[] = {{"nil", "nil"},    {"true", "boolean"}, {"1", "integer"},     {"1.5", "number"},
                                {"'1'", "string"}, {"list()", "list"},  {"vars.order", "map"}};
    constexpr Value::Kind kinds[] = {Value::Kind::nil,    Value::Kind::boolean, Value::Kind::integer,
                                     Value::Kind::number, Value::Kind::string,  Value::Kind::list,
                                     Value::Kind::map};
    const auto fitting = [](Type type) {
        return type.may_be(Type::string())   ? "'2026-01-05'"
               : type.may_be(Type::number()) ? "1"
               : type.may_be(Type::list())   ? "list()"
                                             : "vars.order";
    };
    for (const Function& function : functions()) {
        for (std::size_t place = 0; place < function.parameters.size(); ++place) {
            const Parameter& parameter = function.parameters[place];
            for (std::size_t kind = 0; kind < std::size(kinds); ++kind) {
                std::string source = std::string(function.name) + "(";
                for (std::size_t i = 0; i < function.parameters.size(); ++i) {
                    source += i > 0 ? ", " : "";
                    source += i == place ? samples[kind].source : fitting(function.parameters[i].type);
                }
                source += ")";
                INFO(source);
                const bool allowed = parameter.type.has(kinds[kind]) || (parameter.optional && kind == 0);
                const bool refused =
                    answer(source).find("error: expected ") == 0 &&
                    answer(source).find(" as " + std::string(parameter.name) + " of ") != std::string::npos;
                CHECK(refused != allowed);
            }
        }
    }
}

TEST_CASE("A function's answer has the type that the table promises", "[expression]") {
    for (const Function& function : functions()) {
        INFO(function.name);
        const auto expression = *parse(function.example, testing::words());
        MapScope scope(testing::words(), testing::things(), testing::noon());
        if (function.name != "list" && function.name != "now") {  // their examples go on after the call
            CHECK(function.result.has(evaluate(expression, scope)->kind()));
        }
    }
}
