#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/flowtest/script/line_reader.hpp"

namespace millrace::flowtest {

// The whole text; … in the pattern stands for anything.
bool matches(std::string_view pattern, std::string_view text);

// The member at a path with dots, nil if there is none; a member whose name has dots in it is found too.
const Value& at_path(const Value& root, std::string_view path);

// The first pair that the value does not have; null if it has them all.
const Pair* first_difference(const std::vector<Pair>& pairs, const Value& value);

// As a line would write it: `queue=support priority=high`.
std::string show(const std::vector<Pair>& pairs);
std::string show_value(const Value& value);
// The members of a map in the same way.
std::string show_members(const Value& map);

std::string join(const std::vector<std::string>& parts, std::string_view separator = ", ");

}  // namespace millrace::flowtest
