#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace millrace::api {

// Of one text that somebody edits: an expression, a template, a script, the cases of a node type.
constexpr std::size_t edited_text_bytes_max = std::size_t{64} << 10;

// "text.too_large", with the pointer of the member.
inline Status fits(std::string_view text, std::string_view member) {
    if (text.size() <= edited_text_bytes_max) {
        return {};
    }
    return Error{
        "text.too_large",
        "expected " + std::string(member) + " of at most 64 KiB but it has " + std::to_string(text.size()) + " bytes",
        "/" + std::string(member)};
}

}  // namespace millrace::api
