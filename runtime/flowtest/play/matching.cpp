#include "runtime/flowtest/play/matching.hpp"

#include <algorithm>

#include "engine/value/json.hpp"

namespace millrace::flowtest {
namespace {

constexpr std::string_view anything = "…";

}  // namespace

// From left to right: what stands between two gaps is best found as early as it occurs, so nothing is ever tried twice.
bool matches(std::string_view pattern, std::string_view text) {
    std::size_t gap = pattern.find(anything);
    if (gap == std::string_view::npos) {
        return pattern == text;
    }
    if (text.substr(0, gap) != pattern.substr(0, gap)) {
        return false;
    }
    text.remove_prefix(gap);
    while (true) {
        pattern.remove_prefix(gap + anything.size());
        gap = pattern.find(anything);
        if (gap == std::string_view::npos) {
            return text.ends_with(pattern);
        }
        const std::size_t found = text.find(pattern.substr(0, gap));
        if (found == std::string_view::npos) {
            return false;
        }
        text.remove_prefix(found + gap);
    }
}

const Value& at_path(const Value& root, std::string_view path) {
    if (root.is_map()) {
        if (const Value* whole = root.as_map().find(path)) {
            return *whole;
        }
    }
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) {
        return root[path];
    }
    return at_path(root[path.substr(0, dot)], path.substr(dot + 1));
}

const Pair* first_difference(const std::vector<Pair>& pairs, const Value& value) {
    const auto found = std::find_if(pairs.begin(), pairs.end(),
                                    [&](const Pair& pair) { return !(at_path(value, pair.key) == pair.value); });
    return found == pairs.end() ? nullptr : &*found;
}

std::string show_value(const Value& value) {
    if (value.is_string()) {
        const std::string_view text = value.as_string();
        const bool bare = !text.empty() && text.find_first_of(" \t\n\"#{}[],=") == std::string_view::npos &&
                          text != "true" && text != "false" && text != "null" && text.find_first_of("-0123456789") != 0;
        if (bare) {
            return std::string(text);
        }
    }
    return json::dump(value);
}

std::string show(const std::vector<Pair>& pairs) {
    std::string text;
    for (const Pair& pair : pairs) {
        text += (text.empty() ? "" : " ") + pair.key + "=" + show_value(pair.value);
    }
    return text;
}

std::string show_members(const Value& map) {
    if (!map.is_map()) {
        return show_value(map);
    }
    std::string text;
    for (const auto& [name, value] : map.as_map()) {
        text += (text.empty() ? "" : " ") + name.str() + "=" + show_value(value);
    }
    return text;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : std::string(separator)) + part;
    }
    return text;
}

}  // namespace millrace::flowtest
