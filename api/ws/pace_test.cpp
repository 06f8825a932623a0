#include "api/ws/pace.hpp"

#include <catch2/catch.hpp>

using namespace millrace;
using namespace millrace::ws;

TEST_CASE("who was heard is heard again after a pause, and does not lengthen it by trying") {
    Pace pace(seconds(2));
    const Time start{1'000'000};
    CHECK(pace.admits("mia", start));
    CHECK_FALSE(pace.admits("mia", start + milliseconds(1'000)));
    CHECK_FALSE(pace.admits("mia", start + milliseconds(1'999)));
    CHECK(pace.admits("mia", start + milliseconds(2'000)));
    CHECK_FALSE(pace.admits("mia", start + milliseconds(3'999)));
}

TEST_CASE("one person's haste is nobody else's") {
    Pace pace(seconds(2));
    const Time start{1'000'000};
    CHECK(pace.admits("mia", start));
    CHECK(pace.admits("jon", start));
    CHECK_FALSE(pace.admits("jon", start));
}

TEST_CASE("a crowd is forgotten only when its pause is over") {
    Pace pace(seconds(2));
    const Time start{1'000'000};
    for (int i = 0; i < 20'000; ++i) {
        REQUIRE(pace.admits(std::to_string(i), start));
    }
    CHECK(pace.admits("one more", start + milliseconds(1)));
    CHECK_FALSE(pace.admits("7", start + milliseconds(1)));
    CHECK(pace.admits("7", start + seconds(2)));
}
