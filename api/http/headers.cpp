#include "api/http/headers.hpp"

namespace millrace::http {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}

void Headers::add(std::string_view name, std::string_view value) {
    if (fields_.empty()) {
        fields_.reserve(16);
        text_.reserve(512);
    }
    Field field{};
    field.name_at = static_cast<std::uint32_t>(text_.size());
    text_.append(name);
    field.value_at = static_cast<std::uint32_t>(text_.size());
    text_.append(value);
    field.end = static_cast<std::uint32_t>(text_.size());
    fields_.push_back(field);
}

std::optional<std::string_view> Headers::find(std::string_view wanted) const {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        if (same_name(name(i), wanted)) {
            return value(i);
        }
    }
    return std::nullopt;
}

std::size_t Headers::count(std::string_view wanted) const {
    std::size_t found = 0;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        found += same_name(name(i), wanted) ? 1 : 0;
    }
    return found;
}

}  // namespace millrace::http
