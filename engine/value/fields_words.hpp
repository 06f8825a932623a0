#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/value/fields.hpp"

// The words of complaints about settings; every sentence reads "expected … but …".
namespace millrace::words {

std::string expected(const FieldSpec& spec);  // "a duration such as 90s"
std::string found(const Value& value);        // "the integer 5", "the text \"soon\"", "nothing"
std::string quoted(std::string_view text);
std::string one_of(const std::vector<std::string>& names);  // "a, b or c"
std::string amount_text(const FieldSpec& spec, double amount);
std::string did_you_mean(const std::string& name);  // empty when there is no name to suggest
std::vector<std::string> values_of(const std::vector<Choice>& choices);

}  // namespace millrace::words
