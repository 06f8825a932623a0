#include "runtime/store/postgres/sql_text.hpp"

#include <catch2/catch.hpp>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::postgres;

namespace {

SqlText text_of(std::string_view sql, const std::vector<Param>& params) {
    return numbered(sql, params.data(), params.size());
}

}  // namespace

TEST_CASE("named parameters become numbers with the type of their value, one value each") {
    const auto text = text_of("SELECT $a, $b, $a, $c, $d WHERE x = '$a' AND \"$b\" IS NULL;",
                              {{"b", "tea"}, {"a", 7}, {"c", nullptr}, {"d", bytes("\xff")}});
    CHECK(text.sql == "SELECT $1::bigint, $2::text, $1::bigint, NULL, $3::bytea WHERE x = '$a' AND \"$b\" IS NULL");
    CHECK(text.values == std::vector<std::string>{"7", "tea", "\\xff"});
}

TEST_CASE("text with a zero character is refused, for the server would cut it") {
    CHECK_THROWS_AS(text_of("SELECT $a", {{"a", std::string_view("a\0b", 3)}}), SqlError);
}

TEST_CASE("a column of many rows is one array") {
    Column numbers;
    CHECK(Column().take() == "{}");
    numbers.add(1);
    numbers.add(Time{-5});
    CHECK(numbers.take() == "{1,-5}");
    Column words;
    words.add(std::string_view("plain"));
    words.add(std::string_view("a \"quoted\" {word}, with \\"));
    words.add(std::string_view());
    CHECK(words.take() == R"({"plain","a \"quoted\" {word}, with \\",""})");
}

TEST_CASE("a column of bytes is one value and its parts") {
    BytesColumn column;
    CHECK(column.add("ab").begin == 1);
    CHECK(column.add("").length == 0);
    CHECK(column.add("c").begin == 3);
    CHECK(column.take_all() == "\\x616263");
    std::string back;
    append_bytes(back, "\\x6100ff");
    CHECK(back == std::string("a\0\xff", 3));
    CHECK_THROWS_AS(append_bytes(back, "\\x6"), SqlError);
    CHECK_THROWS_AS(append_bytes(back, "\\xzz"), SqlError);
}
