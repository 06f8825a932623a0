#include "api/auth/cursor.hpp"

#include <catch2/catch.hpp>

using namespace millrace::auth;

namespace {

const std::string key(32, 'k');
const std::string scope = "runs org=1 flow=triage";

}  // namespace

TEST_CASE("a cursor leads back to the place where the list was left") {
    for (const std::string& place :
         {std::string(), std::string("0123456789abc"), std::string("\0\xff", 2), std::string(500, 'x')}) {
        const auto opened = cursor::open(key, scope, cursor::seal(key, scope, place));
        REQUIRE(opened);
        CHECK(*opened == place);
    }
}

TEST_CASE("a cursor altered anywhere is refused") {
    const std::string sealed = cursor::seal(key, scope, "0123456789abc");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string forged = sealed;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        CAPTURE(i);
        CHECK(cursor::open(key, scope, forged).error().code == "cursor.invalid");
    }
}

TEST_CASE("a cursor belongs to one list of one store") {
    const std::string sealed = cursor::seal(key, scope, "0123456789abc");
    CHECK_FALSE(cursor::open(key, "runs org=2 flow=triage", sealed));
    CHECK_FALSE(cursor::open(key, "runs org=1 flow=", sealed));
    CHECK_FALSE(cursor::open(std::string(32, 'x'), scope, sealed));
    // Moving a character from the place to the scope is no way around either.
    CHECK_FALSE(cursor::open(key, "ab", cursor::seal(key, "a", "bc")));
}

TEST_CASE("what is no cursor is refused") {
    for (const std::string& text :
         {std::string(), std::string("0"), std::string("abc"), std::string("AAAAAAAAAAAAAAAAAAAAAA"),
          std::string("!!!"), std::string(1'000'000, 'A'), std::string("\xff\xff")}) {
        CHECK(cursor::open(key, scope, text).error().code == "cursor.invalid");
    }
}
