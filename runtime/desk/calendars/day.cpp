#include "runtime/desk/calendars/day.hpp"

#include <chrono>
#include <stdexcept>

#include <date/tz.h>

namespace millrace::desk {
namespace {

const date::time_zone* zone_named(const std::string& name) {
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

// Where summer time skips midnight the day begins at the moment that it skips.
Time midnight_of(const date::time_zone& zone, date::local_days day) {
    const date::local_time<std::chrono::milliseconds> local(day.time_since_epoch());
    return {zone.to_sys(local, date::choose::earliest).time_since_epoch().count()};
}

}  // namespace

Status check_zone(const std::string& zone) {
    if (zone_named(zone) == nullptr) {
        return Error{"calendar.unknown_zone", "expected a time zone such as Europe/Berlin but got '" + zone + "'",
                     "/time_zone"};
    }
    return {};
}

LocalDay day_of(const std::string& zone, Time at) {
    const date::time_zone* named = zone_named(zone);
    const date::time_zone& here = named != nullptr ? *named : *date::locate_zone("UTC");
    const date::sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds(at.ms)};
    const date::local_days day = date::floor<date::days>(here.to_local(instant));
    return {date::format("%F", day), midnight_of(here, day), midnight_of(here, day + date::days(1))};
}

}  // namespace millrace::desk
