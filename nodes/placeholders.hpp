#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::nodes {

// The text with each {{name}} replaced by its value. Names without a value, or with an empty one, are added to
// `missing`, each once. What is no name between braces stays as it is.
std::string fill_placeholders(std::string_view text, const std::map<std::string, std::string>& values,
                              std::vector<std::string>& missing);

}  // namespace millrace::nodes
