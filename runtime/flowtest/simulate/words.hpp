#pragma once

#include <string>
#include <string_view>

#include "engine/value/value.hpp"

// Lines as they are written, from what they are to say: the other way round from LineReader.
namespace millrace::flowtest {

// After `bot:` or `customer:`, up to the end of the line.
std::string written_text(std::string_view text);
// One word of a line: a name.
std::string written_word(std::string_view word);
// One of several, with commas between them.
std::string written_part(std::string_view part);
// After `name=`.
std::string written_value(const Value& value);
// Can stand before the `=` of a pair.
bool is_pair_key(std::string_view key);

}  // namespace millrace::flowtest
