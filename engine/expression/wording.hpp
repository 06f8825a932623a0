#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/expression/type.hpp"

namespace millrace::expression {

// "nil", "an integer", "a string": only kinds are named, never contents, which may be personal.
std::string_view with_article(const Value& value);
std::string with_article(Type type);  // "a string or nil"

// What to write where nil was found and this type was wanted; "" when it was not nil or nothing simple helps.
std::string_view hint_for_nil(const Value& found, Type wanted);

// An integer, or a number that equals one.
std::optional<std::int64_t> as_exact_integer(const Value& value);

}  // namespace millrace::expression
