#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/value/value.hpp"

namespace millrace::json {

struct Limits {
    std::size_t bytes_max = std::size_t{1} << 20;
    int depth_max = 64;
};

// Strict RFC 8259 in UTF-8. Duplicate keys, depth beyond the limit, broken UTF-8, numbers out of range and trailing
// text are errors: "json.malformed", "json.duplicate_key", "json.too_deep", "json.too_large", "json.not_utf8". The
// message names line and column; the pointer names the place where one is known. Integers that fit in 64 bits stay
// integers; 1.0 is a number.
Result<Value> parse(std::string_view text, Limits limits = {});

// Canonical: members sorted by key, no blanks, shortest numbers that read back equal (a number always shows a point
// or an exponent). NaN and infinities become null, bytes that are not UTF-8 the replacement character.
std::string dump(const Value& value);
void dump(const Value& value, std::string& out);
// The same with line breaks and two blanks of indentation, for files that people edit. The last line is not ended.
std::string dump_pretty(const Value& value);
// A JSON string literal with quotes.
void dump_string(std::string_view text, std::string& out);

// Where the value at an RFC 6901 pointer begins in a text: both from 1. If the pointer leads nowhere, the place of its
// last part that exists.
struct Position {
    int line = 1;
    int column = 1;
};
Position position_of(std::string_view text, std::string_view pointer);
// Of a byte; columns count code points.
Position position_at(std::string_view text, std::size_t offset);

// "a/b" → "/a~1b" style joining.
std::string join_pointer(std::string_view base, std::string_view member);
std::string join_pointer(std::string_view base, std::size_t index);
// The value there, or null.
const Value* at_pointer(const Value& root, std::string_view pointer);

}  // namespace millrace::json
