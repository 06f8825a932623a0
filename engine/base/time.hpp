#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace millrace {

// A span of time in milliseconds. Never negative in documents; differences may be.
struct Duration {
    std::int64_t ms = 0;
    friend auto operator<=>(const Duration&, const Duration&) = default;
};

constexpr Duration milliseconds(std::int64_t n) {
    return {n};
}
constexpr Duration seconds(std::int64_t n) {
    return {n * 1000};
}
constexpr Duration minutes(std::int64_t n) {
    return {n * 60'000};
}
constexpr Duration hours(std::int64_t n) {
    return {n * 3'600'000};
}
constexpr Duration days(std::int64_t n) {
    return {n * 86'400'000};
}

// A moment: milliseconds since 1970-01-01T00:00:00Z. There is no local time inside the engine.
struct Time {
    std::int64_t ms = 0;
    friend auto operator<=>(const Time&, const Time&) = default;
};

constexpr Time operator+(Time t, Duration d) {
    return {t.ms + d.ms};
}
constexpr Time operator-(Time t, Duration d) {
    return {t.ms - d.ms};
}
constexpr Duration operator-(Time a, Time b) {
    return {a.ms - b.ms};
}
constexpr Duration operator+(Duration a, Duration b) {
    return {a.ms + b.ms};
}

// "250ms", "90s", "15m", "2h", "3d": a whole number and one unit. At most 36500d.
Result<Duration> parse_duration(std::string_view text);
// The largest unit that is exact: 90s, 15m, 2h. Parses back to the same value.
std::string to_text(Duration);

// RFC 3339 with any offset or Z, and up to nine digits of a second (kept: three).
Result<Time> parse_time(std::string_view text);
// RFC 3339 UTC; milliseconds only when they are not zero. Moments outside the years 0000 to 9999, which arithmetic can
// reach, print as the first or the last of them.
std::string to_text(Time);

}  // namespace millrace
