#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace::expression {

constexpr std::size_t pattern_bytes_max = 256;
constexpr std::size_t pattern_captures_max = 32;

// What is wrong with a Lua pattern, or "".
std::string pattern_problem(std::string_view pattern);

enum class Match : std::uint8_t { no, yes, too_many_moves };

// Whether a pattern without problems occurs in the text. Bytes, and ASCII classes, as in Lua's C locale. Counts its
// moves down and gives up below zero: a pattern may need cubic time and worse.
Match find_pattern(std::string_view text, std::string_view pattern, std::int64_t& moves_left);

}  // namespace millrace::expression
