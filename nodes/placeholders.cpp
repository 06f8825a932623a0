#include "nodes/placeholders.hpp"

#include <algorithm>

#include "engine/base/text.hpp"

namespace millrace::nodes {

std::string fill_placeholders(std::string_view text, const std::map<std::string, std::string>& values,
                              std::vector<std::string>& missing) {
    std::string filled;
    while (true) {
        const std::size_t open = text.find("{{");
        const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open);
        if (close == std::string_view::npos) {
            return filled.append(text);
        }
        filled.append(text.substr(0, open));
        const std::string name(trim(text.substr(open + 2, close - open - 2)));
        const auto value = values.find(name);
        if (!is_key(name)) {
            filled.append(text.substr(open, close + 2 - open));
        } else if (value != values.end() && !value->second.empty()) {
            filled.append(value->second);
        } else if (std::find(missing.begin(), missing.end(), name) == missing.end()) {
            missing.push_back(name);
        }
        text.remove_prefix(close + 2);
    }
}

}  // namespace millrace::nodes
