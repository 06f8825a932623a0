#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <chrono>
#include <optional>

#include "engine/expression/bodies.hpp"

namespace millrace::expression::body {
namespace {

constexpr std::array<std::string_view, 7> weekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
constexpr std::string_view conversions = "YymdeHIMSpjaAbBFTDuw%";
constexpr std::int64_t day_ms = 86'400'000;

// A whole time, or a date alone, which is its first moment.
std::optional<Time> read_time(std::string_view text) {
    const auto time = text.size() == 10 ? parse_time(fmt::format("{}T00:00:00Z", text)) : parse_time(text);
    return time ? std::optional(*time) : std::nullopt;
}

std::string time_problem(std::string_view parameter) {
    return fmt::format("expected a time such as 2026-01-05T09:00:00Z or a date such as 2026-01-05 as {} but it is none",
                       parameter);
}

std::string format_problem(std::string_view format) {
    for (std::size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at + 2)) {
        if (at + 1 >= format.size() || conversions.find(format[at + 1]) == std::string_view::npos) {
            return fmt::format("expected one of %{} in the format but found %{}",
                               fmt::join(conversions.begin(), conversions.end(), " %"), format.substr(at + 1, 1));
        }
    }
    return {};
}

std::string duration_problem() {
    return "expected a duration such as 90s, 15m, 2h or -3d but it is none";
}

std::optional<Duration> read_duration(std::string_view text) {
    const bool negative = !text.empty() && text[0] == '-';
    const auto duration = parse_duration(negative ? text.substr(1) : text);
    if (!duration) {
        return std::nullopt;
    }
    return negative ? Duration{-duration->ms} : *duration;
}

class Formatter {
public:
    explicit Formatter(Time time)
        : day_(std::chrono::floor<std::chrono::days>(
              std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(time.ms)))),
          date_(day_),
          second_((time.ms - day_.time_since_epoch().count() * day_ms) / 1000) {}

    void append(char conversion, std::string& out) const {
        const int year = static_cast<int>(date_.year());
        const unsigned month = static_cast<unsigned>(date_.month());
        const unsigned day = static_cast<unsigned>(date_.day());
        const std::int64_t hour = second_ / 3600;
        const std::int64_t minute = second_ / 60 % 60;
        const std::int64_t second = second_ % 60;
        const std::chrono::weekday weekday(day_);
        const auto to = std::back_inserter(out);
        // clang-format off
        switch (conversion) {
            case 'Y': fmt::format_to(to, "{:04}", year); break;
            case 'y': fmt::format_to(to, "{:02}", year % 100); break;
            case 'm': fmt::format_to(to, "{:02}", month); break;
            case 'd': fmt::format_to(to, "{:02}", day); break;
            case 'e': fmt::format_to(to, "{}", day); break;
            case 'H': fmt::format_to(to, "{:02}", hour); break;
            case 'I': fmt::format_to(to, "{:02}", (hour + 11) % 12 + 1); break;
            case 'M': fmt::format_to(to, "{:02}", minute); break;
            case 'S': fmt::format_to(to, "{:02}", second); break;
            case 'p': out += hour < 12 ? "AM" : "PM"; break;
            case 'j': fmt::format_to(to, "{:03}", day_of_year()); break;
            case 'a': out += weekdays[weekday.c_encoding()].substr(0, 3); break;
            case 'A': out += weekdays[weekday.c_encoding()]; break;
            case 'b': out += months[month - 1].substr(0, 3); break;
            case 'B': out += months[month - 1]; break;
            case 'F': fmt::format_to(to, "{:04}-{:02}-{:02}", year, month, day); break;
            case 'T': fmt::format_to(to, "{:02}:{:02}:{:02}", hour, minute, second); break;
            case 'D': fmt::format_to(to, "{:02}/{:02}/{:02}", month, day, year % 100); break;
            case 'u': fmt::format_to(to, "{}", weekday.iso_encoding()); break;
            case 'w': fmt::format_to(to, "{}", weekday.c_encoding()); break;
            default: out += conversion;
        }
        // clang-format on
    }

private:
    long day_of_year() const {
        return static_cast<long>((day_ - std::chrono::sys_days(date_.year() / 1 / 1)).count()) + 1;
    }

    std::chrono::sys_days day_;
    std::chrono::year_month_day date_;
    std::int64_t second_;  // of the day
};

}  // namespace

Value now(Call& call) {
    return to_text(call.now());
}

Value date(Call& call) {
    const auto time = read_time(call.text(0));
    if (!time) {
        return call.fail(time_problem("time"));
    }
    const std::string_view format = call[1].is_nil() ? "%Y-%m-%d" : call.text(1);
    if (const std::string problem = format_problem(format); !problem.empty()) {
        return call.fail(problem);
    }
    const Formatter formatter(*time);
    std::string formatted;
    for (std::size_t at = 0; at < format.size() && call.make(1); ++at) {
        if (format[at] == '%') {
            formatter.append(format[++at], formatted);
        } else {
            formatted += format[at];
        }
    }
    return call.made(std::move(formatted));
}

Value days_between(Call& call) {
    const auto from = read_time(call.text(0));
    const auto to = read_time(call.text(1));
    if (!from || !to) {
        return call.fail(time_problem(from ? "to" : "from"));
    }
    return (*to - *from).ms / day_ms;
}

Value add(Call& call) {
    const auto time = read_time(call.text(0));
    if (!time) {
        return call.fail(time_problem("time"));
    }
    const auto duration = read_duration(call.text(1));
    if (!duration) {
        return call.fail(duration_problem());
    }
    const Time sum = *time + *duration;
    const std::string text = to_text(sum);  // which keeps to the years that RFC 3339 has
    const auto back = parse_time(text);
    return back && *back == sum ? Value(text) : call.fail("expected a sum in the years 0000 to 9999 but it is beyond");
}

std::string time_argument(std::size_t argument, const Value& literal) {
    return read_time(literal.as_string()) ? "" : time_problem(argument == 0 ? "from" : "to");
}

std::string date_argument(std::size_t argument, const Value& literal) {
    return argument == 1                    ? format_problem(literal.as_string())
           : read_time(literal.as_string()) ? ""
                                            : time_problem("time");
}

std::string add_argument(std::size_t argument, const Value& literal) {
    if (argument == 1) {
        return read_duration(literal.as_string()) ? "" : duration_problem();
    }
    return read_time(literal.as_string()) ? "" : time_problem("time");
}

}  // namespace millrace::expression::body
