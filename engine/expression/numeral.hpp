#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/value/value.hpp"

namespace millrace::expression {

// Numbers and text, by Lua's rules: "42", "0x2A", "1e3", "0x1p4". A decimal integer beyond 64 bits becomes a number,
// a hexadecimal one wraps. Nothing for what is no number, and for what is beyond any number (1e999).
std::optional<Value> parse_numeral(std::string_view text);

// 14 significant digits, and a number always shows a point or an exponent: 3.0, 0.1, 1e+100.
void append_numeral(std::int64_t number, std::string& out);
void append_numeral(double number, std::string& out);

// The integer that equals it, if there is one.
std::optional<std::int64_t> exact_integer(double number);

}  // namespace millrace::expression
