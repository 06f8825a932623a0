// Precedence, arithmetic and comparison against what the Lua 5.4 interpreter itself prints for `return …`.

#include <catch2/catch.hpp>

#include "engine/expression/testing.hpp"

using namespace millrace::expression;

namespace {

struct LuaResult {
    const char* source;
    const char* prints;
};

// clang-format off
constexpr LuaResult lua_results[] = {
    // precedence
    {"2 + 3 * 4 ^ 2 / 2", "26.0"}, {"2 ^ 3 ^ 2", "512.0"}, {"-2 ^ 2", "-4.0"}, {"(-2) ^ 2", "4.0"}, {"2 ^ -1", "0.5"},
    {"2^-2^2", "0.0625"}, {"-2^-2", "-0.25"}, {"2^2^0.5", "2.6651441426902"}, {"10 / 2 / 5", "1.0"},
    {"10 - 5 - 2", "3"}, {"7 // 2 * 2 + 7 % 2", "7"}, {"not nil == true", "true"}, {"not (nil == true)", "true"},
    {"not 1 == 2", "false"}, {"#'abc' + 1", "4"}, {"-3 + 5", "2"}, {"- - 3", "3"}, {"2 - -2", "4"}, {"~5 & 0xF", "10"},
    {"1 .. 2 == '12'", "true"}, {"'a' .. 1 + 2", "a3"}, {"1 + 2 .. 3 + 4", "37"}, {"2 * 3 .. 4", "64"},
    {"1 .. 2 .. 3", "123"}, {"#'a' .. 'b'", "1b"}, {"1 << 2 + 1", "8"}, {"1 << 1 << 1", "4"}, {"64 >> 1 >> 1", "16"},
    {"1 | 2 ~ 3 & 4", "3"}, {"7 & 3 | 8", "11"}, {"1 | 6 & 2", "3"}, {"3 & 2 == 2", "true"}, {"3 ~ 5 == 6", "true"},
    {"~0 ~ 1", "-2"}, {"1 < 2 == true", "true"}, {"1 or 2 and 3", "1"}, {"nil and 1 or 2", "2"},
    {"5 > 3 and 3 > 1", "true"}, {"1 + 1 == 2 and 2 + 2 == 4", "true"}, {"'a' .. 'b' == 'ab' and 1 < 2", "true"},
    {"1 < 2 and 'less' or 'more'", "less"}, {"1 .. 2 .. 3 == '123' and 'yes' or 'no'", "yes"},
    // integers and numbers
    {"5 // 2", "2"}, {"-5 // 2", "-3"}, {"5 // -2", "-3"}, {"5 % -3", "-1"}, {"-5 % 3", "1"}, {"5.5 % -2", "-0.5"},
    {"-5.5 // 2", "-3.0"}, {"5 / 2", "2.5"}, {"4 / 2", "2.0"}, {"1.5 // 0.5", "3.0"}, {"7 // 2.0", "3.0"},
    {"7 % 2.5", "2.0"}, {"-7 // 2.0", "-4.0"}, {"-7 % 2.0", "1.0"}, {"5 // 0.3", "16.0"}, {"1e2 // 1", "100.0"},
    {"100 // 1e300", "0.0"}, {"8 % 3.5", "1.0"}, {"2.0 ^ 0.5", "1.4142135623731"}, {"1e308 * 10", "inf"},
    {"-1e308 * 10", "-inf"}, {"1 // 0.0", "inf"}, {"-5 // 0.0", "-inf"}, {"1 / 0", "inf"}, {"5.0 % (1e308 * 10)", "5.0"},
    {"-5.0 % (1e308 * 10)", "inf"}, {"9223372036854775807 + 1", "-9223372036854775808"},
    {"-9223372036854775807 - 2", "9223372036854775807"}, {"9223372036854775807 * 2", "-2"},
    {"-9223372036854775808", "-9.2233720368548e+18"}, {"0x7fffffffffffffff + 1", "-9223372036854775808"},
    {"(-9223372036854775807 - 1) // -1", "-9223372036854775808"}, {"(-9223372036854775807 - 1) % -1", "0"},
    {"1 << 62", "4611686018427387904"}, {"1 << 63", "-9223372036854775808"}, {"1 << 64", "0"}, {"1 << -1", "0"},
    {"-1 >> 1", "9223372036854775807"}, {"-1 >> 63", "1"}, {"-1 >> 64", "0"}, {"6 ~ 3", "5"}, {"~5", "-6"},
    {"3 | 1.0", "3"},
    // how numbers are read and written
    {"0xFF", "255"}, {"0xffffffffffffffffff", "-1"}, {"0x10p2", "64.0"}, {"0x.8", "0.5"}, {"0xA.8p1", "21.0"},
    {"1e3", "1000.0"}, {".5", "0.5"}, {"5.", "5.0"}, {"9223372036854775808", "9.2233720368548e+18"}, {"1e15", "1e+15"},
    {"1e14", "1e+14"}, {"100000000000000", "100000000000000"}, {"0.1 + 0.2", "0.3"}, {"2^53", "9.007199254741e+15"},
    {"3.0", "3.0"}, {"-0.0", "-0.0"}, {"1e100", "1e+100"}, {"2^63", "9.2233720368548e+18"}, {"1/3", "0.33333333333333"},
    {"123456.789e3", "123456789.0"}, {"3.14159265358979", "3.1415926535898"}, {"'a' .. 1.5", "a1.5"},
    {"'a' .. 2.0", "a2.0"}, {"'a' .. -0.0", "a-0.0"},
    // comparison
    {"1 == 1.0", "true"}, {"'1' == 1", "false"}, {"1 < 1.5", "true"}, {"'a' < 'b'", "true"}, {"'Z' < 'a'", "true"},
    {"'a' < 'ab'", "true"}, {"'10' < '9'", "true"}, {"3 == 3.0000000000000001", "true"}, {"2^53 == 2^53 + 1", "true"},
    {"9007199254740993 < 9007199254740992.0", "false"}, {"9007199254740993 == 9007199254740992.0", "false"},
    {"9007199254740993 > 9007199254740992.0", "true"}, {"9223372036854775807 < 9223372036854775808.0", "true"},
    {"9223372036854775807 + 0.0 == 9223372036854775807", "false"},
    {"-9223372036854775807 - 1 <= -9223372036854775808.0", "true"}, {"0/0 == 0/0", "false"}, {"1 < 0/0", "false"},
    {"0/0 >= 1", "false"}, {"2 ~= 3", "true"},
    // truth
    {"false == nil", "false"}, {"nil or false", "false"}, {"false or nil", "nil"}, {"1 and nil", "nil"},
    {"not 0", "false"}, {"not ''", "false"}, {"not not nil", "false"},
    // text
    {"'\\u{20AC}'", "€"}, {"[[long]]", "long"}, {"[==[a]]b]==]", "a]]b"}, {"'\\65\\x42\\z  C'", "ABC"},
    {"\"it's\"", "it's"}, {"'a\\\\b'", "a\\b"},
};
// clang-format on

std::string as_lua_prints(std::string_view source) {
    const auto expression = parse(source, testing::words());
    REQUIRE(expression.ok());
    MapScope scope(testing::words(), {}, testing::noon());
    const auto value = evaluate(*expression, scope);
    REQUIRE(value.ok());
    if (value->is_nil()) {
        return "nil";
    }
    std::string text;
    append_text(*value, text);
    return text;
}

}  // namespace

TEST_CASE("An expression gives what Lua gives", "[expression]") {
    for (const LuaResult& row : lua_results) {
        INFO(row.source);
        CHECK(as_lua_prints(row.source) == row.prints);
    }
}

TEST_CASE("What Lua refuses is refused, and text is no number as it is in Lua", "[expression]") {
    for (const char* source : {"1 // 0", "1 % 0", "3 | 1.5", "'a' + 1", "'1' + 1", "-'2'", "nil + 1", "-nil", "'a' < 1",
                               "nil < 1", "true < false", "#5", "#nil", "'a' .. nil", "'a' .. true", "1 & 'a'", "~'1'",
                               "2^63 | 0", "list() < list()"}) {
        INFO(source);
        const auto expression = parse(source, testing::words());
        REQUIRE(expression.ok());
        MapScope scope(testing::words(), {}, testing::noon());
        const auto value = evaluate(*expression, scope);
        REQUIRE_FALSE(value.ok());
        CHECK(value.error().code == "expression.failed");
    }
}
