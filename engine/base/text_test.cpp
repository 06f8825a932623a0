#include "engine/base/text.hpp"

#include <catch2/catch.hpp>

using namespace millrace;

TEST_CASE("UTF-8 is taken strictly", "[base][text]") {
    for (const char* text : {"", "plain", "é", "€", "😀", "\U0010FFFF", "a long enough run of ASCII and then é, €, 😀"}) {
        CAPTURE(text);
        CHECK(is_utf8(text));
    }
    for (const char* bytes :
         {"\x80", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe2\x82", "\xed\xa0\x80", "\xf0\x80\x80\x80",
          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "eight by\xff", "eight bytes and \xc3("}) {
        CAPTURE(bytes);
        CHECK_FALSE(is_utf8(bytes));
    }
}

TEST_CASE("text is measured and cut in code points", "[base][text]") {
    CHECK(utf8_length("") == 0);
    CHECK(utf8_length("Zoë 😀") == 5);
    CHECK(utf8_prefix("Zoë 😀", 3) == "Zoë");
    CHECK(utf8_prefix("Zoë 😀", 4) == "Zoë ");
    CHECK(utf8_prefix("Zoë 😀", 5) == "Zoë 😀");
    CHECK(utf8_prefix("Zoë 😀", 99) == "Zoë 😀");
    CHECK(utf8_prefix("Zoë", 0).empty());
}

TEST_CASE("what people type is compared without case and accents", "[base][text]") {
    CHECK(fold("Vérité") == "verite");
    CHECK(fold("ÀÉÎÕÜ ÇÑ") == "aeiou cn");
    CHECK(fold("Łódź") == "lodz");
    CHECK(fold("Straße") == "strasse");
    CHECK(fold("Œuvre Ærø") == "oeuvre aero");
    CHECK(fold("Þór") == "thor");
    CHECK(fold("ŽIŽKOV Šťastný Ÿ ĳ") == "zizkov stastny y ij");
    CHECK(fold("ΑΘΉΝΑΣ") == fold("αθήνας"));
    CHECK(fold("МОСКВА Ёлка") == "москва елка");
    CHECK(fold("7 × 6 ÷ 2, 漢字, 😀") == "7 × 6 ÷ 2, 漢字, 😀");
}

TEST_CASE("an accent that follows its letter folds like one that is part of it", "[base][text]") {
    CHECK(fold("Ve\u0301rite\u0301") == fold("Vérité"));
    CHECK(fold("и\u0306") == fold("й"));
}

TEST_CASE("bytes that are not text fold to themselves", "[base][text]") {
    CHECK(fold("A\xff"
               "B\xc3") ==
          "a\xff"
          "b\xc3");
}

TEST_CASE("blanks around an answer do not count", "[base][text]") {
    CHECK(trim("  two words \r\n") == "two words");
    CHECK(trim("\t").empty());
    CHECK(trim("").empty());
    CHECK(trim("x") == "x");
}

TEST_CASE("a key is a lower case word that fits into 63 characters", "[base][text]") {
    CHECK(is_key("a"));
    CHECK(is_key("customer_service_2"));
    CHECK(is_key(std::string(63, 'a')));
    for (const char* text : {"", "A", "2fast", "_x", "a-b", "a b", "é", "a.b"}) {
        CAPTURE(text);
        CHECK_FALSE(is_key(text));
    }
    CHECK_FALSE(is_key(std::string(64, 'a')));
}

TEST_CASE("a slip of the finger is recognised", "[base][text]") {
    const std::vector<std::string> names = {"patience", "priority", "queue", "on"};
    CHECK(closest("patiense", names) == "patience");
    CHECK(closest("pateince", names) == "patience");
    CHECK(closest("Queue", names) == "queue");
    CHECK(closest("qeue", names) == "queue");
    CHECK(closest("queues", names) == "queue");
}

TEST_CASE("a different word is no slip of the finger", "[base][text]") {
    const std::vector<std::string> names = {"patience", "priority", "queue", "on"};
    CHECK(closest("colour", names).empty());
    CHECK(closest("x", names).empty());
    CHECK(closest("", names).empty());
    CHECK(closest(std::string(100'000, 'q'), names).empty());
    CHECK(closest("queue", {}).empty());
}
