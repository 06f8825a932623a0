#include <catch2/catch.hpp>

#include "runtime/desk/calendars/day.hpp"

namespace millrace::desk {
namespace {

Time when(std::string_view text) {
    return *parse_time(text);
}

TEST_CASE("A day begins at its place's midnight, in winter, in summer and on the days between") {
    const LocalDay utc = day_of("UTC", when("2026-01-05T23:30:00Z"));
    CHECK(utc.name == "2026-01-05");
    CHECK(utc.from == when("2026-01-05T00:00:00Z"));
    CHECK(utc.to == when("2026-01-06T00:00:00Z"));

    const LocalDay winter = day_of("Europe/Berlin", when("2026-01-05T23:30:00Z"));
    CHECK(winter.name == "2026-01-06");
    CHECK(winter.from == when("2026-01-05T23:00:00Z"));
    CHECK(winter.to == when("2026-01-06T23:00:00Z"));

    const LocalDay short_day = day_of("Europe/Berlin", when("2026-03-29T12:00:00Z"));
    CHECK(short_day.to - short_day.from == hours(23));
    CHECK(day_of("Europe/Berlin", short_day.to).name == "2026-03-30");
    CHECK(day_of("Europe/Berlin", short_day.to - milliseconds(1)).name == "2026-03-29");
    // In Santiago summer time skips midnight itself.
    const LocalDay late = day_of("America/Santiago", when("2026-09-06T12:00:00Z"));
    CHECK(late.name == "2026-09-06");
    CHECK(late.to - late.from == hours(23));
    CHECK(day_of("America/Santiago", late.from - milliseconds(1)).to == late.from);
}

TEST_CASE("A zone that there is not is refused by name, and else counts as UTC") {
    CHECK(check_zone("Europe/Berlin"));
    CHECK(check_zone("UTC"));
    const Status unknown = check_zone("Europe/Atlantis");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == "calendar.unknown_zone");
    CHECK(unknown.error().message == "expected a time zone such as Europe/Berlin but got 'Europe/Atlantis'");
    CHECK(day_of("Europe/Atlantis", when("2026-01-05T23:30:00Z")).name == "2026-01-05");
}

}  // namespace
}  // namespace millrace::desk
