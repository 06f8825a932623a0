#pragma once

#include <compare>
#include <cstdint>

#include "engine/expression/tree.hpp"

namespace millrace::expression {

// Lua's arithmetic. Integers wrap; // and % round towards minus infinity; a divisor of integers is not zero, which the
// caller has made sure of.
std::int64_t compute(Op op, std::int64_t a, std::int64_t b);
double compute(Op op, double a, double b);

// Exact also between an integer and a number: 2^53 + 1 is not 2^53.
std::partial_ordering compare_numbers(const Value& a, const Value& b);

// Numbers by value, text by bytes, lists and maps deep. Never an error.
bool equal_values(const Value& a, const Value& b);

}  // namespace millrace::expression
