#pragma once

#include <cstdint>
#include <string_view>

namespace millrace::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };
constexpr std::size_t method_count = 8;

constexpr std::string_view to_text(Method method) {
    constexpr std::string_view names[method_count] = {"GET",   "HEAD",   "POST",    "PUT",
                                                      "PATCH", "DELETE", "OPTIONS", "OTHER"};
    return names[static_cast<std::size_t>(method)];
}

// Methods are case-sensitive; one that no route can have is `other`.
constexpr Method parse_method(std::string_view text) {
    for (std::size_t i = 0; i + 1 < method_count; ++i) {
        if (text == to_text(static_cast<Method>(i))) {
            return static_cast<Method>(i);
        }
    }
    return Method::other;
}

}  // namespace millrace::http
