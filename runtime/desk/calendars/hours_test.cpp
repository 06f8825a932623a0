#include <catch2/catch.hpp>

#include "engine/value/json.hpp"
#include "runtime/desk/calendars/hours.hpp"

namespace millrace::desk {
namespace {

Week week(std::string_view text) {
    const Result<Week> read = read_week(*json::parse(text));
    INFO((read ? std::string() : read.error().message));
    REQUIRE(read);
    return *read;
}

Opening at(const Week& week, std::string_view time) {
    const Result<Opening> opening = opening_at(week, *parse_time(time));
    REQUIRE(opening);
    return *opening;
}

TEST_CASE("Opening hours are those of the place, in winter and in summer") {
    const Week berlin =
        week(R"({"zone":"Europe/Berlin","days":{"mon":[["09:00","17:30"]],"tue":[["09:00","12:00"]]}})");

    const Opening winter = at(berlin, "2026-01-05T09:00:00Z");  // a Monday
    CHECK(winter.open);
    CHECK(winter.local_time == "2026-01-05T10:00:00+01:00");
    CHECK(winter.closes_at == *parse_time("2026-01-05T16:30:00Z"));
    CHECK_FALSE(winter.opens_at);

    CHECK_FALSE(at(berlin, "2026-01-05T07:59:59Z").open);
    CHECK(at(berlin, "2026-07-06T07:00:00Z").open);  // nine o'clock in July
    const Opening evening = at(berlin, "2026-01-06T11:00:00Z");
    CHECK_FALSE(evening.open);
    CHECK(evening.opens_at == *parse_time("2026-01-12T08:00:00Z"));
}

TEST_CASE("Hours that go on over midnight are one opening") {
    const Week night = week(R"({"zone":"UTC","days":{"fri":[["20:00","24:00"]],"sat":[["00:00","04:00"]]}})");
    const Opening opening = at(night, "2026-01-09T22:00:00Z");
    CHECK(opening.open);
    CHECK(opening.closes_at == *parse_time("2026-01-10T04:00:00Z"));
}

TEST_CASE("Day and night is always open and never closes") {
    const Opening opening = at(week(R"({"always_open":true})"), "2026-01-09T03:00:00Z");
    CHECK(opening.open);
    CHECK_FALSE(opening.closes_at);
}

TEST_CASE("A calendar that cannot be is refused where it is wrong") {
    CHECK(read_week(*json::parse(R"({"zone":"Europe/Bärlin"})")).error().code == "calendar.unknown_zone");
    CHECK(read_week(*json::parse(R"({"days":{"mon":[["17:00","09:00"]]}})")).error().pointer == "/days/mon");
    CHECK(read_week(*json::parse(R"({"days":{"mon":[["9:00","10:00"]]}})")).error().code == "calendar.malformed");
    CHECK(read_week(*json::parse(R"({"days":{"mon":[["09:00","24:01"]]}})")).error().code == "calendar.malformed");
}

TEST_CASE("A week reads back as it was written") {
    const Week berlin = week(R"({"zone":"Europe/Berlin","days":{"mon":[["09:00","12:00"],["13:00","24:00"]]}})");
    CHECK(show_week(*read_week(show_week(berlin))) == show_week(berlin));
}

}  // namespace
}  // namespace millrace::desk
