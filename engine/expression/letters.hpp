#pragma once

#include <string>
#include <string_view>

namespace millrace::expression {

// Accents stay. Latin (ASCII, Latin-1 Supplement, Latin Extended-A), Greek and Cyrillic letters one to one; what has no
// single counterpart, such as ß, and all other scripts stay as they are.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

}  // namespace millrace::expression
