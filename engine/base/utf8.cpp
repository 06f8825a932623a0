#include "engine/base/utf8.hpp"

namespace millrace {

CodePoint read_code_point(std::string_view text) {
    if (text.empty()) {
        return {};
    }
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) {
        return {lead, 1};
    }
    const int size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < static_cast<std::size_t>(size)) {
        return {};
    }
    std::uint32_t value = lead & (0x7fU >> size);
    for (int i = 1; i < size; ++i) {
        const char next = text[static_cast<std::size_t>(i)];
        if (begins_code_point(next)) {
            return {};
        }
        value = value << 6 | (static_cast<unsigned char>(next) & 0x3fU);
    }
    const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (overlong || surrogate || value > 0x10ffff) {
        return {};
    }
    return {value, size};
}

void append_code_point(std::uint32_t value, std::string& out) {
    const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (value < 0x80) {
        put(value);
        return;
    }
    if (value < 0x800) {
        put(0xc0 | value >> 6);
    } else {
        if (value < 0x10000) {
            put(0xe0 | value >> 12);
        } else {
            put(0xf0 | value >> 18);
            put(0x80 | (value >> 12 & 0x3f));
        }
        put(0x80 | (value >> 6 & 0x3f));
    }
    put(0x80 | (value & 0x3f));
}

}  // namespace millrace
