#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"

namespace millrace::expression {

// The sentence, then the line of the source that holds the place, then a caret under it. Long lines are cut around the
// place; in a source of several lines the sentence says which one it is.
std::string point_at(std::string_view source, std::size_t at, std::string_view sentence);

// The same as an error with code "flow.invalid_expression".
Error complaint(std::string_view source, std::size_t at, std::string_view sentence);

// `text`, in back-quotes and cut at 60 characters, for use inside a sentence.
std::string quote(std::string_view text);

}  // namespace millrace::expression
