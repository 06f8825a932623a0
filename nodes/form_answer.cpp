#include "nodes/form_answer.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "engine/base/text.hpp"

namespace millrace::nodes {
namespace {

constexpr std::size_t length_max = 1000;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Good enough to catch a slip of the finger; only a mail that arrives proves an address.
std::optional<Value> read_email(std::string_view text) {
    const std::size_t at = text.find('@');
    const std::size_t dot = text.rfind('.');
    const bool good = at != std::string_view::npos && at > 0 && text.find('@', at + 1) == std::string_view::npos &&
                      dot != std::string_view::npos && dot > at + 1 && text.size() - dot > 2 && text.size() <= 255 &&
                      text.find("..") == std::string_view::npos && std::none_of(text.begin(), text.end(), [](char c) {
                          return static_cast<unsigned char>(c) <= ' ' || c == ',' || c == ';';
                      });
    if (!good) {
        return std::nullopt;
    }
    std::string address(text);
    std::transform(address.begin(), address.end(), address.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return Value(address);
}

std::optional<Value> read_phone(std::string_view text) {
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_digit(text[i]) || (text[i] == '+' && i == 0)) {
            digits += text[i];
        } else if (std::string_view(" -/().").find(text[i]) == std::string_view::npos) {
            return std::nullopt;
        }
    }
    const std::size_t count = digits.size() - (digits.empty() || digits[0] != '+' ? 0 : 1);
    return count >= 6 && count <= 15 ? std::optional<Value>(Value(digits)) : std::nullopt;
}

// With a decimal point or a decimal comma.
std::optional<Value> read_number(std::string_view text) {
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), ',', '.');
    std::int64_t whole = 0;
    const char* const end = plain.data() + plain.size();
    if (const auto read = std::from_chars(plain.data(), end, whole); read.ec == std::errc() && read.ptr == end) {
        return Value(whole);
    }
    double number = 0;
    const auto read = std::from_chars(plain.data(), end, number, std::chars_format::fixed);
    return read.ec == std::errc() && read.ptr == end ? std::optional<Value>(Value(number)) : std::nullopt;
}

// 2026-01-31, or 31.1.2026 and 31/1/2026 as they are written where days come first.
std::optional<Value> read_date(std::string_view text) {
    std::vector<int> parts;
    char separator = 0;
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_digit(text[i])) {
            if (digits++ == 0) {
                parts.push_back(0);
            }
            if (digits > 4 || parts.size() > 3) {
                return std::nullopt;
            }
            parts.back() = parts.back() * 10 + (text[i] - '0');
        } else {
            const bool fits = std::string_view("-./").find(text[i]) != std::string_view::npos && digits > 0 &&
                              (separator == 0 || separator == text[i]);
            if (!fits) {
                return std::nullopt;
            }
            separator = text[i];
            digits = 0;
        }
    }
    if (parts.size() != 3 || digits == 0) {
        return std::nullopt;
    }
    const bool year_first = separator == '-';
    const int year = year_first ? parts[0] : parts[2];
    const int day = year_first ? parts[2] : parts[0];
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(parts[1])),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || year < 1000) {
        return std::nullopt;
    }
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return Value(std::to_string(year) + "-" + two(parts[1]) + "-" + two(day));
}

std::optional<Value> read_choice(const std::vector<std::string>& choices, std::string_view text) {
    const std::string meant = fold(text);
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (meant == fold(trim(choices[i])) || meant == std::to_string(i + 1)) {
            return Value(choices[i]);
        }
    }
    return std::nullopt;
}

const std::vector<std::string>& yes_and_no() {
    static const std::vector<std::string> both = {"Yes", "No"};
    return both;
}

}  // namespace

std::optional<Value> read_answer(AnswerKind kind, const std::vector<std::string>& choices, std::string_view text) {
    const std::string_view answer = trim(text);
    if (answer.empty() || utf8_length(answer) > length_max) {
        return std::nullopt;
    }
    switch (kind) {
        case AnswerKind::text:
            return Value(answer);
        case AnswerKind::email:
            return read_email(answer);
        case AnswerKind::phone:
            return read_phone(answer);
        case AnswerKind::number:
            return read_number(answer);
        case AnswerKind::date:
            return read_date(answer);
        case AnswerKind::yes_no: {
            const std::string meant = fold(answer);
            const std::optional<Value> chosen = read_choice(yes_and_no(), meant == "y"   ? "yes"
                                                                          : meant == "n" ? "no"
                                                                                         : std::string_view(meant));
            return chosen ? std::optional<Value>(Value(chosen->as_string() == "Yes")) : std::nullopt;
        }
        case AnswerKind::choice:
            return read_choice(choices, answer);
    }
    return std::nullopt;
}

std::vector<desk::MenuOption> buttons_of(AnswerKind kind, const std::vector<std::string>& choices) {
    std::vector<desk::MenuOption> buttons;
    if (kind == AnswerKind::choice || kind == AnswerKind::yes_no) {
        for (const std::string& choice : kind == AnswerKind::choice ? choices : yes_and_no()) {
            buttons.push_back({choice, choice});
        }
    }
    return buttons;
}

std::string asked_again(AnswerKind kind) {
    switch (kind) {
        case AnswerKind::text:
            return "That was empty or too long. Could you write it once more?";
        case AnswerKind::email:
            return "That does not look like an e-mail address. Could you write it once more?";
        case AnswerKind::phone:
            return "That does not look like a telephone number. Could you write it once more?";
        case AnswerKind::number:
            return "That is not a number. Could you write it once more, in digits?";
        case AnswerKind::date:
            return "That is not a date. Could you write it like 2026-01-31?";
        case AnswerKind::yes_no:
            return "Please answer yes or no.";
        case AnswerKind::choice:
            return "Please choose one of these, by its number or name.";
    }
    return {};
}

}  // namespace millrace::nodes
