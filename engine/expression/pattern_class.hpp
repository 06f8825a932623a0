#pragma once

#include <cstddef>
#include <string_view>

namespace millrace::expression {

// Parts of a Lua pattern that stand for one character: `a`, `.`, `%d`, `[%w_]`.

// Whether a character is in the class %name; a name that is no letter stands for itself.
bool in_class(char c, char name);

// Just after the part that begins at `at`; npos when it has no end.
std::size_t class_end(std::string_view pattern, std::size_t at);

// Whether a character is in the set from the [ at `open` to the ] at `close`.
bool in_set(char c, std::string_view pattern, std::size_t open, std::size_t close);

}  // namespace millrace::expression
