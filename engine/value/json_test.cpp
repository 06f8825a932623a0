#include "engine/value/json.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "engine/value/sample.hpp"

using namespace millrace;

namespace {

std::string parsed(std::string_view text) {
    const auto value = json::parse(text);
    return value ? json::dump(*value) : value.error().code + ": " + value.error().message;
}

std::string dumped_string(std::string_view text) {
    std::string out;
    json::dump_string(text, out);
    return out;
}

}  // namespace

TEST_CASE("a document is read and written in its one canonical form", "[value][json]") {
    CHECK(parsed(R"( { "b" : [ 1 , -2.50, 1e3, true, null ] ,"a": "x" } )") ==
          R"({"a":"x","b":[1,-2.5,1000.0,true,null]})");
    CHECK(parsed("\"\"") == "\"\"");
    CHECK(parsed("[]") == "[]");
    CHECK(parsed("{}") == "{}");
    CHECK(parsed("\xef\xbb\xbf{}") == "{}");
}

TEST_CASE("integers stay integers and numbers stay numbers", "[value][json]") {
    CHECK(json::parse("1").value().is_integer());
    CHECK_FALSE(json::parse("1.0").value().is_integer());
    CHECK(json::dump(1.0) == "1.0");
    CHECK(json::dump(-0.0) == "-0.0");
    CHECK(json::dump(1e300) == "1e+300");
    CHECK(json::dump(0.1) == "0.1");
    CHECK(json::dump(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(json::parse("9223372036854775807").value() == Value(std::numeric_limits<std::int64_t>::max()));
    CHECK(json::parse("-9223372036854775808").value() == Value(std::numeric_limits<std::int64_t>::min()));
}

TEST_CASE("what JSON has no word for is written as null", "[value][json]") {
    CHECK(json::dump(List{std::nan(""), std::numeric_limits<double>::infinity()}) == "[null,null]");
}

TEST_CASE("text is escaped where it must be and nowhere else", "[value][json]") {
    CHECK(dumped_string("a\"\\/\b\f\n\r\t\x01\x1f\x7f é 😀") == "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f é 😀\"");
    CHECK(parsed(R"("\u0041\ud83d\ude00\u00e9")") == "\"A😀é\"");
    CHECK(dumped_string("caf\xe9!") == "\"caf\uFFFD!\"");
    CHECK(json::parse(dumped_string(std::string_view("\0\xff", 2))));
}

TEST_CASE("every value survives being written and read", "[value][json]") {
    testing::Dice dice(4);
    for (int i = 0; i < 2000; ++i) {
        const Value value = testing::any_value(dice);
        CAPTURE(i, json::dump(value));
        const auto back = json::parse(json::dump(value));
        REQUIRE(back);
        CHECK(*back == value);
        CHECK(json::dump(*back) == json::dump(value));
        CHECK(json::parse(json::dump_pretty(value)).value() == value);
    }
}

TEST_CASE("the form for people has one member a line", "[value][json]") {
    const Value value(Map{{"empty", List{}}, {"list", List{1, Map{{"a", 2}}}}, {"none", Map{}}});
    CHECK(json::dump_pretty(value) ==
          "{\n  \"empty\": [],\n  \"list\": [\n    1,\n    {\n      \"a\": 2\n    }\n  ],\n  \"none\": {}\n}");
}

TEST_CASE("a mistake is named with its line and column", "[value][json]") {
    CHECK(parsed("{\n  \"a\": 1,\n  }") == "json.malformed: expected string literal but found '}' at line 3, column 3");
    CHECK(parsed("[1, 2") == "json.malformed: expected ',' or ']' but found end of input at line 1, column 6");
    CHECK(parsed("[\"é\", nul]") == "json.malformed: expected JSON but found an invalid literal at line 1, column 7");
    CHECK(parsed("{} {}") == "json.malformed: expected end of input but found '{' at line 1, column 4");
    CHECK(parsed("[\"a\" \"b\\\"c\"]").find("but found string literal at line 1, column 6") != std::string::npos);
    CHECK(parsed("[12 34]").find("but found number literal at line 1, column 5") != std::string::npos);
    CHECK(parsed("").find("but found end of input at line 1, column 1") != std::string::npos);
    CHECK(parsed("[\"two\nlines\"]").find("must be escaped to \\u000A or \\n at line 1, column 6") !=
          std::string::npos);
}

TEST_CASE("an error points to the value it is about", "[value][json]") {
    CHECK(json::parse(R"({"a/b": [0, {"c": tru}]})").error().pointer == "/a~1b/1/c");
    CHECK(json::parse(R"({"a": [1, 2)").error().pointer == "/a");
    CHECK(json::parse(R"({"a": [1, 123456789012345678901]})").error().pointer == "/a/1");
}

TEST_CASE("what is not JSON is refused", "[value][json]") {
    for (const char* text :
         {"'a'",  "{a:1}", "[1,]",      "{\"a\":1,}", "01",        "+1",        ".5",          "1.",
          "0x10", "NaN",   "Infinity",  "// c\n1",    "/* c */ 1", "\"\\x41\"", "\"\\ud800\"", "\"\\udc00\"",
          "tru",  "[1 2]", "{\"a\" 1}", "{1:2}",      "]",         ",",         "\"open"}) {
        CAPTURE(text);
        const auto value = json::parse(text);
        REQUIRE_FALSE(value);
        CHECK(value.error().code == "json.malformed");
        CHECK(value.error().message.find("expected ") == 0);
        CHECK(value.error().message.find(" but found ") != std::string::npos);
    }
}

TEST_CASE("a zero byte does not hide what follows it", "[value][json]") {
    CHECK(parsed(std::string_view("1\0garbage", 9)) ==
          "json.malformed: expected JSON but found a zero byte at line 1, column 2");
}

TEST_CASE("a key that stands twice is refused where it stands again", "[value][json]") {
    const auto value = json::parse("{\n \"x\": {\n  \"a\": 1,\n  \"b\": 2,\n  \"a\": 3}}");
    REQUIRE_FALSE(value);
    CHECK(value.error().code == "json.duplicate_key");
    CHECK(value.error().pointer == "/x/a");
    CHECK(value.error().message == "expected every key once but found \"a\" again at line 5, column 8");
    CHECK(json::parse(R"({"a": 1, "\u0061": 2})").error().code == "json.duplicate_key");
}

TEST_CASE("nesting beyond the limit is an error, also a hundred thousand levels of it", "[value][json]") {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(json::parse(nested(64)));
    CHECK(json::parse(nested(65)).error().code == "json.too_deep");
    CHECK(json::parse(nested(65)).error().message ==
          "expected at most 64 levels of nesting but found more at line 1, column 65");
    CHECK(json::parse(nested(100'000)).error().code == "json.too_deep");
    CHECK(json::parse(std::string(100'000, '[')).error().code == "json.too_deep");
    std::string objects;
    for (int i = 0; i < 100'000; ++i) {
        objects += "{\"a\":";
    }
    CHECK(json::parse(objects).error().code == "json.too_deep");
    CHECK_FALSE(json::parse("[]", {.bytes_max = 100, .depth_max = 0}));
    CHECK(json::parse("1", {.bytes_max = 100, .depth_max = 0}));
}

TEST_CASE("a text that is too large is refused before it is read", "[value][json]") {
    const auto value = json::parse("[1, 2, 3]", {.bytes_max = 8, .depth_max = 64});
    REQUIRE_FALSE(value);
    CHECK(value.error().code == "json.too_large");
    CHECK(value.error().message == "expected at most 8 bytes but found 9");
}

TEST_CASE("text that is not UTF-8 is refused where it breaks", "[value][json]") {
    const auto value = json::parse("{\"é\":\n \"caf\xe9\"}");
    REQUIRE_FALSE(value);
    CHECK(value.error().code == "json.not_utf8");
    CHECK(value.error().message == "expected UTF-8 but found another byte at line 2, column 6");
}

TEST_CASE("numbers that would change in silence are refused", "[value][json]") {
    CHECK(parsed("[9223372036854775808]") ==
          "json.malformed: expected an integer of 64 bits but found 9223372036854775808 at line 1, column 2");
    CHECK(json::parse("-9223372036854775809").error().code == "json.malformed");
    CHECK(json::parse("1e400").error().message ==
          "expected a number of at most 1.8e308 but found 1e400 at line 1, column 1");
    CHECK(json::parse("1e-400").value() == Value(0.0));
}

TEST_CASE("damage to a document gives an error or another document, never a crash", "[value][json]") {
    testing::Dice dice(5);
    for (int i = 0; i < 20'000; ++i) {
        std::string text = json::dump(testing::any_value(dice, 3));
        for (std::uint64_t hits = dice.below(4); hits > 0; --hits) {
            text[dice.below(text.size())] = "{}[],:\"\\0e\n\xc3x"[dice.below(13)];
        }
        const auto value = json::parse(text);
        if (value) {
            CHECK(json::parse(json::dump(*value)).value() == *value);
        } else {
            CHECK(value.error().message.find(" at line ") != std::string::npos);
        }
    }
}
