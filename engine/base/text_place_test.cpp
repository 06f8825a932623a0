#include "engine/base/text_place.hpp"

#include <catch2/catch.hpp>

using namespace millrace;

TEST_CASE("a place is counted as a browser counts it", "[base][text]") {
    // é is two bytes and one unit, 😀 four bytes and two units.
    const std::string_view text = "é😀 abc";
    CHECK(place_in(text, 0, 2) == TextPlace{0, 1});
    CHECK(place_in(text, 2, 4) == TextPlace{1, 3});
    CHECK(place_in(text, 7, 3) == TextPlace{4, 7});
    CHECK(place_in(text, 10, 0) == TextPlace{7, 7});
}

TEST_CASE("a place that is cut inside a character is the whole character, and none is beyond the end", "[base][text]") {
    const std::string_view text = "é😀 abc";
    CHECK(place_in(text, 1, 0) == TextPlace{0, 1});
    CHECK(place_in(text, 4, 1) == TextPlace{1, 3});
    CHECK(place_in(text, 8, 99) == TextPlace{5, 7});
    CHECK(place_in(text, 99, 99) == TextPlace{7, 7});
    CHECK(place_in("", 0, 1) == TextPlace{0, 0});
}

TEST_CASE("a line's place leaves its end out", "[base][text]") {
    const std::string_view text = "one\r\ntwø\n\nfour";
    CHECK(line_in(text, 1) == TextPlace{0, 3});
    CHECK(line_in(text, 2) == TextPlace{5, 8});
    CHECK(line_in(text, 3) == TextPlace{9, 9});
    CHECK(line_in(text, 4) == TextPlace{10, 14});
    CHECK(line_in(text, 5) == TextPlace{14, 14});
}
