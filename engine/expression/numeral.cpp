#include "engine/expression/numeral.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace millrace::expression {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
int hex_digit(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Only digits, a point and a signed exponent: from_chars would also take "inf" and "nan".
bool is_decimal(std::string_view text) {
    std::size_t at = 0;
    std::size_t digits = 0;
    while (at < text.size() && is_digit(text[at])) {
        ++at, ++digits;
    }
    if (at < text.size() && text[at] == '.') {
        for (++at; at < text.size() && is_digit(text[at]); ++at) {
            ++digits;
        }
    }
    if (digits == 0) {
        return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
            ++at;
        }
        const std::size_t exponent = at;
        while (at < text.size() && is_digit(text[at])) {
            ++at;
        }
        if (at == exponent) {
            return false;
        }
    }
    return at == text.size();
}

std::optional<Value> decimal(std::string_view text) {
    if (!is_decimal(text)) {
        return std::nullopt;
    }
    std::int64_t integer = 0;
    const char* const end = text.data() + text.size();
    if (const auto [stop, problem] = std::from_chars(text.data(), end, integer);
        problem == std::errc() && stop == end) {
        return Value(integer);
    }
    double number = 0;
    if (std::from_chars(text.data(), end, number).ec == std::errc::result_out_of_range) {
        // from_chars does not say which way it went out of range.
        number = std::strtod(std::string(text).c_str(), nullptr);
    }
    return std::isfinite(number) ? std::optional<Value>(Value(number)) : std::nullopt;
}

// After "0x". Written out, because the digits of an integer wrap and a fraction has a binary exponent.
std::optional<Value> hexadecimal(std::string_view text) {
    std::size_t at = 0;
    std::size_t digits = 0;
    std::uint64_t integer = 0;
    double number = 0;
    int exponent = 0;
    bool whole = true;
    for (; at < text.size() && hex_digit(text[at]) >= 0; ++at, ++digits) {
        integer = integer * 16 + static_cast<std::uint64_t>(hex_digit(text[at]));
        number = number * 16 + hex_digit(text[at]);
    }
    if (at < text.size() && text[at] == '.') {
        whole = false;
        for (++at; at < text.size() && hex_digit(text[at]) >= 0; ++at, ++digits) {
            number = number * 16 + hex_digit(text[at]);
            exponent -= 4;
        }
    }
    if (digits == 0) {
        return std::nullopt;
    }
    if (at < text.size() && (text[at] == 'p' || text[at] == 'P')) {
        whole = false;
        ++at;
        const bool negative = at < text.size() && text[at] == '-';
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
            ++at;
        }
        int power = 0;
        const char* const end = text.data() + text.size();
        const auto [stop, problem] = std::from_chars(text.data() + at, end, power);
        if (at == text.size() || !is_digit(text[at]) || problem != std::errc() || power > 100'000) {
            return std::nullopt;
        }
        at = static_cast<std::size_t>(stop - text.data());
        exponent += negative ? -power : power;
    }
    if (at != text.size()) {
        return std::nullopt;
    }
    if (whole) {
        return Value(static_cast<std::int64_t>(integer));
    }
    number = std::ldexp(number, exponent);
    return std::isfinite(number) ? std::optional<Value>(Value(number)) : std::nullopt;
}

}  // namespace

std::optional<Value> parse_numeral(std::string_view text) {
    if (text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
        return hexadecimal(text.substr(2));
    }
    return decimal(text);
}

void append_numeral(std::int64_t number, std::string& out) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_numeral(double number, std::string& out) {
    if (!std::isfinite(number)) {
        out += std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf";
        return;
    }
    char digits[32];
    const char* const end = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::general, 14).ptr;
    const std::string_view text(digits, static_cast<std::size_t>(end - digits));
    out += text;
    if (text.find_first_of(".e") == std::string_view::npos) {
        out += ".0";
    }
}

std::optional<std::int64_t> exact_integer(double number) {
    // 2^63 itself is a double but no integer; the comparison with it is exact, unlike one with the largest integer.
    constexpr double limit = 9223372036854775808.0;
    if (number >= -limit && number < limit && std::floor(number) == number) {
        return static_cast<std::int64_t>(number);
    }
    return std::nullopt;
}

}  // namespace millrace::expression
