#include <fmt/format.h>

#include "engine/value/json.hpp"
#include "engine/value/json_pointer.hpp"

namespace millrace::json {

bool PointerParts::next(std::string& part) {
    if (left_.empty() || left_.front() != '/') {
        return false;
    }
    left_.remove_prefix(1);
    part.clear();
    for (; !left_.empty() && left_.front() != '/'; left_.remove_prefix(1)) {
        const std::string_view escape = left_.substr(0, 2);
        if (escape == "~0" || escape == "~1") {
            part += escape == "~0" ? '~' : '/';
            left_.remove_prefix(1);
        } else {
            part += left_.front();
        }
    }
    return true;
}

std::optional<std::size_t> index_of(std::string_view part) {
    if (part.empty() || part.size() > 9 || (part.size() > 1 && part[0] == '0')) {
        return std::nullopt;
    }
    std::size_t index = 0;
    for (const char c : part) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        index = index * 10 + static_cast<std::size_t>(c - '0');
    }
    return index;
}

std::string join_pointer(std::string_view base, std::string_view member) {
    std::string pointer(base);
    pointer += '/';
    for (const char c : member) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

std::string join_pointer(std::string_view base, std::size_t index) {
    return fmt::format("{}/{}", base, index);
}

const Value* at_pointer(const Value& root, std::string_view pointer) {
    const Value* value = &root;
    PointerParts parts(pointer);
    for (std::string part; value != nullptr && parts.next(part);) {
        if (value->is_map()) {
            value = value->as_map().find(part);
        } else if (value->is_list()) {
            const auto index = index_of(part);
            value = index && *index < value->as_list().size() ? &value->as_list()[*index] : nullptr;
        } else {
            value = nullptr;
        }
    }
    return parts.done() ? value : nullptr;
}

}  // namespace millrace::json
