#include "engine/base/text_place.hpp"

#include <algorithm>

#include "engine/base/utf8.hpp"

namespace millrace {
namespace {

// Characters beyond U+FFFF, of four bytes, are two units.
std::int64_t utf16_units(std::string_view text) {
    std::int64_t units = 0;
    for (const char c : text) {
        units += begins_code_point(c) ? (static_cast<unsigned char>(c) >= 0xf0 ? 2 : 1) : 0;
    }
    return units;
}

}  // namespace

TextPlace place_in(std::string_view text, std::size_t at, std::size_t size) {
    std::size_t begin = std::min(at, text.size());
    std::size_t end = begin + std::min(size, text.size() - begin);
    while (begin > 0 && begin < text.size() && !begins_code_point(text[begin])) {
        --begin;
    }
    while (end < text.size() && !begins_code_point(text[end])) {
        ++end;
    }
    const std::int64_t from = utf16_units(text.substr(0, begin));
    return {from, from + utf16_units(text.substr(begin, end - begin))};
}

TextPlace line_in(std::string_view text, int line) {
    std::size_t begin = 0;
    for (int i = 1; i < line; ++i) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string_view::npos) {
            return place_in(text, text.size(), 0);
        }
        begin = end + 1;
    }
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    return place_in(text, begin, end - begin);
}

}  // namespace millrace
