#include "engine/base/time.hpp"

#include <catch2/catch.hpp>

#include "engine/base/clock.hpp"

using namespace millrace;

TEST_CASE("a duration reads as people write it", "[base][time]") {
    CHECK(parse_duration("250ms").value() == milliseconds(250));
    CHECK(parse_duration("90s").value() == seconds(90));
    CHECK(parse_duration("15m").value() == minutes(15));
    CHECK(parse_duration("2h").value() == hours(2));
    CHECK(parse_duration("3d").value() == days(3));
    CHECK(parse_duration("0s").value() == seconds(0));
    CHECK(parse_duration("36500d").value() == days(36500));
}

TEST_CASE("a duration that nobody can mean is refused with an example", "[base][time]") {
    for (const char* text :
         {"", "s", "90", "-1s", "+1s", "1.5h", "1h30m", " 1s", "1s ", "1 s", "1S", "1w", "ms", "1sm"}) {
        CAPTURE(text);
        const auto duration = parse_duration(text);
        REQUIRE_FALSE(duration);
        CHECK(duration.error().code == "duration.malformed");
    }
    CHECK(parse_duration("soon").error().message ==
          "expected a duration such as 90s, 15m, 2h or 3d but found \"soon\"");
}

TEST_CASE("a duration beyond a hundred years is refused, however many digits it has", "[base][time]") {
    for (const char* text : {"36501d", "876001h", "99999999999999999999999s", "18446744073709551617ms"}) {
        CAPTURE(text);
        const auto duration = parse_duration(text);
        REQUIRE_FALSE(duration);
        CHECK(duration.error().message.find("at most 36500d") != std::string::npos);
    }
}

TEST_CASE("a duration is written in the largest unit that is exact", "[base][time]") {
    CHECK(to_text(seconds(90)) == "90s");
    CHECK(to_text(seconds(60)) == "1m");
    CHECK(to_text(minutes(90)) == "90m");
    CHECK(to_text(hours(48)) == "2d");
    CHECK(to_text(milliseconds(1001)) == "1001ms");
    CHECK(to_text(seconds(0)) == "0s");
    CHECK(to_text(Time{5000} - Time{95'000}) == "-90s");
}

TEST_CASE("a duration survives writing and reading", "[base][time]") {
    for (std::uint64_t i = 0; i < 500; ++i) {
        const Duration duration{static_cast<std::int64_t>(mix(i) % 3'153'600'000'000 >> (i % 40))};
        CAPTURE(duration.ms);
        CHECK(parse_duration(to_text(duration)).value() == duration);
    }
}

TEST_CASE("a moment reads as RFC 3339 with any offset", "[base][time]") {
    CHECK(parse_time("1970-01-01T00:00:00Z").value() == Time{0});
    CHECK(parse_time("2026-01-05T09:00:00Z").value() == Time{1'767'603'600'000});
    CHECK(parse_time("2026-01-05T10:30:00+01:30").value() == Time{1'767'603'600'000});
    CHECK(parse_time("2026-01-04T23:00:00-10:00").value() == Time{1'767'603'600'000});
    CHECK(parse_time("2026-01-05t09:00:00z").value() == Time{1'767'603'600'000});
    CHECK(parse_time("1969-12-31T23:59:59.999Z").value() == Time{-1});
    CHECK(parse_time("0000-01-01T00:00:00Z").value() == Time{-62'167'219'200'000});
}

TEST_CASE("three digits of a second are kept of up to nine", "[base][time]") {
    CHECK(parse_time("1970-01-01T00:00:00.5Z").value() == Time{500});
    CHECK(parse_time("1970-01-01T00:00:00.05Z").value() == Time{50});
    CHECK(parse_time("1970-01-01T00:00:00.123456789Z").value() == Time{123});
    CHECK_FALSE(parse_time("1970-01-01T00:00:00.Z"));
    CHECK_FALSE(parse_time("1970-01-01T00:00:00.1234567890Z"));
}

TEST_CASE("a moment that is on no calendar is refused", "[base][time]") {
    for (const char* text : {"",
                             "2026-01-05",
                             "2026-01-05T09:00Z",
                             "2026-01-05T09:00:00",
                             "2026-01-05 09:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-00-01T00:00:00Z",
                             "2026-04-31T00:00:00Z",
                             "2025-02-29T00:00:00Z",
                             "1900-02-29T00:00:00Z",
                             "2026-01-00T00:00:00Z",
                             "2026-01-05T24:00:00Z",
                             "2026-01-05T09:60:00Z",
                             "2026-01-05T09:00:60Z",
                             "2026-01-05T09:00:00+24:00",
                             "2026-01-05T09:00:00+01:60",
                             "2026-01-05T09:00:00+0100",
                             "2026-01-05T09:00:00ZZ",
                             "26-01-05T09:00:00Z",
                             "+026-01-05T09:00:00Z",
                             "9999-12-31T23:59:59-00:01",
                             "0000-01-01T00:00:00+00:01"}) {
        CAPTURE(text);
        const auto time = parse_time(text);
        REQUIRE_FALSE(time);
        CHECK(time.error().code == "time.malformed");
    }
    CHECK(parse_time("2024-02-29T00:00:00Z"));
    CHECK(parse_time("2000-02-29T00:00:00Z"));
}

TEST_CASE("a moment is written in UTC, with milliseconds only when there are some", "[base][time]") {
    CHECK(to_text(Time{0}) == "1970-01-01T00:00:00Z");
    CHECK(to_text(Time{1'767'603'600'000}) == "2026-01-05T09:00:00Z");
    CHECK(to_text(Time{1'767'603'600'007}) == "2026-01-05T09:00:00.007Z");
    CHECK(to_text(Time{-1}) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("a moment survives writing and reading in every century", "[base][time]") {
    constexpr std::int64_t first = -62'167'219'200'000;
    constexpr std::int64_t span = 315'569'519'999'999;  // to the end of 9999
    for (std::uint64_t i = 0; i < 2000; ++i) {
        const Time time{first + static_cast<std::int64_t>(mix(i) % static_cast<std::uint64_t>(span))};
        CAPTURE(time.ms);
        CHECK(parse_time(to_text(time)).value() == time);
    }
    CHECK(to_text(Time{first + span}) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("a moment that arithmetic pushed off the calendar prints as its edge", "[base][time]") {
    CHECK(to_text(Time{INT64_MAX}) == "9999-12-31T23:59:59.999Z");
    CHECK(to_text(Time{INT64_MIN}) == "0000-01-01T00:00:00Z");
}
