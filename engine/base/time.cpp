#include "engine/base/time.hpp"

#include <fmt/format.h>

#include <array>

namespace millrace {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t ms;
};
// From the largest, so that the first exact one wins.
constexpr std::array<Unit, 5> units = {{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::int64_t duration_max_ms = 36'500 * std::int64_t{86'400'000};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Days since 1970-01-01 of a date in the proleptic Gregorian calendar, and back. The year is counted from March, so
// that the leap day is its last; an era is the 400 years after which the calendar repeats.
struct Date {
    std::int64_t year;
    int month;  // from 1
    int day;    // from 1
};

constexpr std::int64_t days_from_civil(Date date) {
    const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t year_of_era = year - era * 400;
    const int month_from_march = (date.month + 9) % 12;
    const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

constexpr Date civil_from_days(std::int64_t days) {
    days += 719'468;
    const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
    const std::int64_t day_of_era = days - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int month_from_march = static_cast<int>((5 * day_of_year + 2) / 153);
    const int day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

static_assert(days_from_civil({1970, 1, 1}) == 0);
static_assert(days_from_civil({2000, 3, 1}) == 11'017);
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t time_min_ms = days_from_civil({0, 1, 1}) * day_ms;
constexpr std::int64_t time_max_ms = days_from_civil({10'000, 1, 1}) * day_ms - 1;

int days_in_month(std::int64_t year, int month) {
    static constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : lengths[static_cast<std::size_t>(month - 1)];
}

// Reads a fixed layout from left to right; the first thing that does not fit makes everything after it fail.
class Layout {
public:
    explicit Layout(std::string_view text) : text_(text) {}

    int digits(int count) {
        int number = 0;
        for (; count > 0; --count) {
            if (text_.empty() || !is_digit(text_.front())) {
                ok_ = false;
                return 0;
            }
            number = number * 10 + (take() - '0');
        }
        return number;
    }
    char one_of(std::string_view allowed) {
        if (text_.empty() || allowed.find(text_.front()) == std::string_view::npos) {
            ok_ = false;
            return 0;
        }
        return take();
    }
    // Thousandths of a second: one to nine digits, of which three count.
    int fraction() {
        int count = 0;
        int ms = 0;
        for (; !text_.empty() && is_digit(text_.front()); ++count) {
            const int digit = take() - '0';
            ms = count < 3 ? ms * 10 + digit : ms;
        }
        ok_ = ok_ && count >= 1 && count <= 9;
        for (; count < 3; ++count) {
            ms *= 10;
        }
        return ms;
    }
    bool next_is(char c) const { return !text_.empty() && text_.front() == c; }
    bool done() const { return ok_ && text_.empty(); }

private:
    char take() {
        const char c = text_.front();
        text_.remove_prefix(1);
        return c;
    }

    std::string_view text_;
    bool ok_ = true;
};

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
    const auto refused = [&](std::string_view expected) {
        return Error{"duration.malformed", fmt::format("expected {} but found \"{}\"", expected, text.substr(0, 40))};
    };
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) {
        ++digits;
    }
    for (const Unit& unit : units) {
        if (digits == 0 || text.substr(digits) != unit.name) {
            continue;
        }
        const std::int64_t count_max = duration_max_ms / unit.ms;
        std::int64_t count = 0;
        for (const char c : text.substr(0, digits)) {
            count = count * 10 + (c - '0');
            if (count > count_max) {
                return refused("a duration of at most 36500d");
            }
        }
        return Duration{count * unit.ms};
    }
    return refused("a duration such as 90s, 15m, 2h or 3d");
}

std::string to_text(Duration duration) {
    if (duration.ms == 0) {
        return "0s";
    }
    const Unit* unit = units.begin();
    while (duration.ms % unit->ms != 0) {
        ++unit;
    }
    return fmt::format("{}{}", duration.ms / unit->ms, unit->name);
}

Result<Time> parse_time(std::string_view text) {
    const Error malformed{"time.malformed", fmt::format("expected a time such as 2026-01-05T09:00:00Z but found \"{}\"",
                                                        text.substr(0, 40))};
    Layout layout(text);
    const int year = layout.digits(4);
    layout.one_of("-");
    const int month = layout.digits(2);
    layout.one_of("-");
    const int day = layout.digits(2);
    layout.one_of("Tt");
    const int hour = layout.digits(2);
    layout.one_of(":");
    const int minute = layout.digits(2);
    layout.one_of(":");
    const int second = layout.digits(2);
    int ms = 0;
    if (layout.next_is('.')) {
        layout.one_of(".");
        ms = layout.fraction();
    }
    const char zone = layout.one_of("Zz+-");
    int offset_minutes = 0;
    if (zone == '+' || zone == '-') {
        const int offset_hour = layout.digits(2);
        layout.one_of(":");
        const int offset_minute = layout.digits(2);
        if (offset_hour > 23 || offset_minute > 59) {
            return malformed;
        }
        offset_minutes = (offset_hour * 60 + offset_minute) * (zone == '-' ? -1 : 1);
    }
    if (!layout.done() || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 23 ||
        minute > 59 || second > 59) {
        return malformed;
    }
    const std::int64_t minutes = days_from_civil({year, month, day}) * 1440 + hour * 60 + minute - offset_minutes;
    const Time time{(minutes * 60 + second) * 1000 + ms};
    if (time.ms < time_min_ms || time.ms > time_max_ms) {
        return malformed;
    }
    return time;
}

std::string to_text(Time time) {
    const std::int64_t ms = time.ms < time_min_ms ? time_min_ms : time.ms > time_max_ms ? time_max_ms : time.ms;
    const std::int64_t day = (ms >= 0 ? ms : ms - (day_ms - 1)) / day_ms;
    const std::int64_t in_day = ms - day * day_ms;
    const Date date = civil_from_days(day);
    const auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", date.year, date.month, date.day,
                                  in_day / 3'600'000, in_day / 60'000 % 60, in_day / 1000 % 60);
    return in_day % 1000 == 0 ? text + "Z" : fmt::format("{}.{:03}Z", text, in_day % 1000);
}

}  // namespace millrace
