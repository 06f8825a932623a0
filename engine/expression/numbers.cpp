#include "engine/expression/numbers.hpp"

#include <cmath>

namespace millrace::expression {
namespace {

std::int64_t wrap(std::uint64_t bits) {
    return static_cast<std::int64_t>(bits);
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    if (b == -1) {
        return wrap(0 - static_cast<std::uint64_t>(a));  // the smallest integer has no positive twin
    }
    const std::int64_t quotient = a / b;
    return quotient - ((a ^ b) < 0 && quotient * b != a ? 1 : 0);
}

std::int64_t modulo(std::int64_t a, std::int64_t b) {
    if (b == -1) {
        return 0;
    }
    const std::int64_t rest = a % b;
    return rest != 0 && (rest ^ b) < 0 ? rest + b : rest;
}

double modulo(double a, double b) {
    const double rest = std::fmod(a, b);
    return (rest > 0 && b < 0) || (rest < 0 && b > 0) ? rest + b : rest;
}

std::int64_t shift_left(std::int64_t a, std::int64_t by) {
    if (by <= -64 || by >= 64) {
        return 0;
    }
    const auto bits = static_cast<std::uint64_t>(a);
    return wrap(by >= 0 ? bits << by : bits >> -by);
}

std::partial_ordering compare(std::int64_t a, double b) {
    constexpr double limit = 9223372036854775808.0;  // 2^63
    if (std::isnan(b)) {
        return std::partial_ordering::unordered;
    }
    if (b >= limit) {
        return std::partial_ordering::less;
    }
    if (b < -limit) {
        return std::partial_ordering::greater;
    }
    const double whole = std::floor(b);
    const auto integer = static_cast<std::int64_t>(whole);
    if (a != integer) {
        return a <=> integer;
    }
    return whole < b ? std::partial_ordering::less : std::partial_ordering::equivalent;
}

}  // namespace

std::int64_t compute(Op op, std::int64_t a, std::int64_t b) {
    const auto x = static_cast<std::uint64_t>(a);
    const auto y = static_cast<std::uint64_t>(b);
    // clang-format off
    switch (op) {
        case Op::add: return wrap(x + y);
        case Op::subtract: return wrap(x - y);
        case Op::multiply: return wrap(x * y);
        case Op::floor_divide: return floor_divide(a, b);
        case Op::modulo: return modulo(a, b);
        case Op::bit_or: return a | b;
        case Op::bit_xor: return a ^ b;
        case Op::bit_and: return a & b;
        case Op::shift_left: return shift_left(a, b);
        case Op::shift_right: return b == INT64_MIN ? 0 : shift_left(a, -b);
        default: MILLRACE_ASSERT(false && "an operator of integers"); return 0;
    }
    // clang-format on
}

double compute(Op op, double a, double b) {
    // clang-format off
    switch (op) {
        case Op::add: return a + b;
        case Op::subtract: return a - b;
        case Op::multiply: return a * b;
        case Op::divide: return a / b;
        case Op::floor_divide: return std::floor(a / b);
        case Op::modulo: return modulo(a, b);
        case Op::power: return b == 2 ? a * a : std::pow(a, b);
        default: MILLRACE_ASSERT(false && "an operator of numbers"); return 0;
    }
    // clang-format on
}

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
    if (a.is_integer()) {
        return b.is_integer() ? a.as_integer() <=> b.as_integer() : compare(a.as_integer(), b.as_number());
    }
    if (b.is_integer()) {
        const auto turned = compare(b.as_integer(), a.as_number());
        return turned == std::partial_ordering::less      ? std::partial_ordering::greater
               : turned == std::partial_ordering::greater ? std::partial_ordering::less
                                                          : turned;
    }
    return a.as_number() <=> b.as_number();
}

bool equal_values(const Value& a, const Value& b) {
    return a.is_number() && b.is_number() ? compare_numbers(a, b) == std::partial_ordering::equivalent : a == b;
}

}  // namespace millrace::expression
