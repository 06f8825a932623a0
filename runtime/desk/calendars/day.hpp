#pragma once

#include <string>

#include "engine/base/result.hpp"
#include "engine/base/time.hpp"

// Days on the clocks of a place. A zone that is not known counts as UTC: whoever keeps one has asked check_zone first.
namespace millrace::desk {

// "calendar.unknown_zone".
Status check_zone(const std::string& zone);

// The local day that a moment lies in: "2026-01-05", when it begins, and when the next one does.
struct LocalDay {
    std::string name;
    Time from;
    Time to;
};
LocalDay day_of(const std::string& zone, Time at);

}  // namespace millrace::desk
