#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/base/time.hpp"
#include "engine/value/value.hpp"

namespace millrace::desk {

// From a minute of the day up to another: 9:00 to 17:30 is {540, 1050}; up to midnight ends at 1440.
struct Hours {
    int from = 0;
    int to = 0;
};

// A week of opening hours on the clocks of a place.
struct Week {
    std::string zone = "UTC";                // of the IANA list: "Europe/Berlin"
    std::array<std::vector<Hours>, 7> days;  // Monday first
    bool always_open = false;
};

// {"zone":"Europe/Berlin","always_open":false,"days":{"mon":[["09:00","17:30"]]}}. The error is calendar.malformed or
// calendar.unknown_zone.
Result<Week> read_week(const Value& document);
Value show_week(const Week& week);

struct Opening {
    bool open = false;
    std::string local_time;         // "2026-01-05T10:00:00+01:00"
    std::optional<Time> opens_at;   // when closed: the next time; none within ten days
    std::optional<Time> closes_at;  // when open
};
// Local times that summer time skips count as the moment it skips them; those it repeats, as the first of the two.
Result<Opening> opening_at(const Week& week, Time now);

}  // namespace millrace::desk
