#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

// One code point at the front of a text; size 0 when what stands there is not valid UTF-8 (or nothing stands there).
struct CodePoint {
    std::uint32_t value = 0;
    int size = 0;
};
CodePoint read_code_point(std::string_view text);
void append_code_point(std::uint32_t value, std::string& out);

// False for the second to fourth byte of a code point.
constexpr bool begins_code_point(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

}  // namespace millrace
