#include "api/auth/password.hpp"

#include <catch2/catch.hpp>

using namespace millrace::auth;

TEST_CASE("AUTH-10 bcrypt hashes of other programs are understood") {
    const std::pair<std::string, std::string> vectors[] = {
        {"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
        {"U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"},
        {"U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
        {"", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"}};
    for (const auto& [password, hash] : vectors) {
        CAPTURE(password);
        CHECK(password_matches(password, hash));
        CHECK_FALSE(password_matches(password + "x", hash));
    }
}

TEST_CASE("AUTH-10 a password matches its own hash and no other password does") {
    const auto hash = hash_password("päss wörd", 4);
    REQUIRE(hash);
    CHECK(hash->substr(0, 7) == "$2b$04$");
    CHECK(password_matches("päss wörd", *hash));
    CHECK_FALSE(password_matches("pass word", *hash));
    CHECK_FALSE(password_matches("", *hash));
}

TEST_CASE("AUTH-10 the same password hashes differently for two people") {
    CHECK(*hash_password("same", 4) != *hash_password("same", 4));
}

TEST_CASE("AUTH-10 a password that bcrypt would cut is refused rather than cut") {
    const std::string longest(72, 'a');
    const auto hash = hash_password(longest, 4);
    REQUIRE(hash);
    CHECK(password_matches(longest, *hash));
    CHECK_FALSE(password_matches(longest + "b", *hash));
    CHECK(hash_password(longest + "b", 4).error().code == "password.too_long");

    using namespace std::string_view_literals;
    CHECK(hash_password("abc\0def"sv, 4).error().code == "password.has_nul");
    CHECK_FALSE(password_matches("abc\0def"sv, *hash_password("abc", 4)));
}

TEST_CASE("a damaged hash matches nothing") {
    for (const std::string hash : {"", "*0", "*1", "$2b$", "plain", "$1$abc$xyz", "$2b$04$short",
                                   "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                                   "$2a$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"}) {
        CAPTURE(hash);
        CHECK_FALSE(password_matches("U*U", hash));
        CHECK_FALSE(password_matches(hash, hash));
    }
}

TEST_CASE("nobody's password never matches") {
    CHECK_FALSE(nobody_matches("anything", 4));
    CHECK_FALSE(nobody_matches("", 4));
    CHECK_FALSE(nobody_matches(std::string(10'000, 'x'), 4));
}
