#include "runtime/desk/calendars/hours.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <date/tz.h>

namespace millrace::desk {
namespace {

constexpr std::array<const char*, 7> day_names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

// "09:30" → 570; "24:00" is the end of the day.
std::optional<int> minute_of(const Value& text) {
    if (!text.is_string() || text.as_string().size() != 5 || text.as_string()[2] != ':') {
        return std::nullopt;
    }
    int digits[4] = {};
    for (int i = 0; i < 4; ++i) {
        const char c = text.as_string()[static_cast<std::size_t>(i < 2 ? i : i + 1)];
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        digits[i] = c - '0';
    }
    const int minute = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
    return digits[2] > 5 || minute > 1440 ? std::nullopt : std::optional<int>(minute);
}

std::string clock_text(int minute) {
    const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return two(minute / 60) + ":" + two(minute % 60);
}

const date::time_zone* find_zone(const std::string& name) {
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

Error unknown_zone(const std::string& name) {
    return {"calendar.unknown_zone", "expected a time zone such as Europe/Berlin but got '" + name + "'", "/zone"};
}

struct Span {
    Time from;
    Time to;
};

Time moment(const date::time_zone& zone, date::local_days day, int minute) {
    const auto local =
        date::local_time<std::chrono::milliseconds>(day.time_since_epoch()) + std::chrono::minutes(minute);
    return {zone.to_sys(local, date::choose::earliest).time_since_epoch().count()};
}

// The opening times around a day, those that touch put together.
std::vector<Span> spans_around(const Week& week, const date::time_zone& zone, date::local_days today) {
    std::vector<Span> spans;
    for (int offset = -1; offset <= 10; ++offset) {
        const date::local_days day = today + date::days(offset);
        const auto weekday = static_cast<std::size_t>(date::weekday(day).iso_encoding() - 1);
        for (const Hours& hours : week.days[weekday]) {
            const Span span{moment(zone, day, hours.from), moment(zone, day, hours.to)};
            if (!spans.empty() && span.from <= spans.back().to) {
                spans.back().to = std::max(spans.back().to, span.to);
            } else {
                spans.push_back(span);
            }
        }
    }
    return spans;
}

}  // namespace

Result<Week> read_week(const Value& document) {
    const auto malformed = [](std::string message, std::string pointer) {
        return Error{"calendar.malformed", std::move(message), std::move(pointer)};
    };
    if (!document.is_map()) {
        return malformed("expected an object with zone and days but it is none", "");
    }
    Week week;
    if (const Value& zone = document["zone"]; zone.is_string()) {
        week.zone = zone.as_string();
    } else if (!zone.is_nil()) {
        return malformed("expected the name of a time zone but it is no text", "/zone");
    }
    if (find_zone(week.zone) == nullptr) {
        return unknown_zone(week.zone);
    }
    week.always_open = document["always_open"].truthy();
    for (std::size_t day = 0; day < day_names.size(); ++day) {
        const Value& hours = document["days"][day_names[day]];
        const std::string pointer = std::string("/days/") + day_names[day];
        if (hours.is_nil()) {
            continue;
        }
        if (!hours.is_list()) {
            return malformed("expected a list of pairs such as [\"09:00\", \"17:30\"] but it is none", pointer);
        }
        for (const Value& pair : hours.as_list()) {
            const bool is_pair = pair.is_list() && pair.as_list().size() == 2;
            const std::optional<int> from = is_pair ? minute_of(pair.as_list()[0]) : std::nullopt;
            const std::optional<int> to = is_pair ? minute_of(pair.as_list()[1]) : std::nullopt;
            if (!from || !to || *from >= *to) {
                return malformed("expected pairs such as [\"09:00\", \"17:30\"], the later time last, but one is not",
                                 pointer);
            }
            week.days[day].push_back({*from, *to});
        }
        std::sort(week.days[day].begin(), week.days[day].end(),
                  [](const Hours& a, const Hours& b) { return a.from < b.from; });
    }
    return week;
}

Value show_week(const Week& week) {
    Map days;
    for (std::size_t day = 0; day < day_names.size(); ++day) {
        List pairs;
        for (const Hours& hours : week.days[day]) {
            pairs.push(List{clock_text(hours.from), clock_text(hours.to)});
        }
        if (!pairs.empty()) {
            days.set(day_names[day], std::move(pairs));
        }
    }
    return Map{{"zone", week.zone}, {"always_open", week.always_open}, {"days", std::move(days)}};
}

Result<Opening> opening_at(const Week& week, Time now) {
    const date::time_zone* zone = find_zone(week.zone);
    if (zone == nullptr) {
        return unknown_zone(week.zone);
    }
    const date::sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds(now.ms)};
    const auto zoned = date::make_zoned(zone, date::floor<std::chrono::seconds>(instant));
    Opening opening;
    opening.local_time = date::format("%FT%T%Ez", zoned);
    if (week.always_open) {
        opening.open = true;
        return opening;
    }
    const auto today = date::floor<date::days>(zoned.get_local_time());
    for (const Span& span : spans_around(week, *zone, today)) {
        if (span.to <= now) {
            continue;
        }
        if (span.from <= now) {
            opening.open = true;
            opening.closes_at = span.to;
        } else {
            opening.opens_at = span.from;
        }
        break;
    }
    return opening;
}

}  // namespace millrace::desk
