#include "engine/expression/letters.hpp"

#include <cstdint>

#include "engine/base/utf8.hpp"

namespace millrace::expression {
namespace {

using Letter = std::uint32_t;

constexpr bool within(Letter c, Letter first, Letter last) {
    return c >= first && c <= last;
}

// A run of capitals whose small letters stand at a fixed distance, or, with distance 1, alternate with them.
struct Run {
    Letter first;
    Letter last;
    Letter distance;
};
// clang-format off
constexpr Run runs[] = {
    {'A', 'Z', 32},           {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},   {0x100, 0x12E, 1},  {0x132, 0x136, 1},
    {0x139, 0x147, 1},        {0x14A, 0x176, 1},  {0x179, 0x17D, 1},  {0x386, 0x386, 38}, {0x388, 0x38A, 37},
    {0x38C, 0x38C, 64},       {0x38E, 0x38F, 63}, {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32}, {0x400, 0x40F, 80},
    {0x410, 0x42F, 32},
};
// clang-format on

// In an alternating run every second letter from the first is a capital.
constexpr bool is_capital(Letter c, const Run& run) {
    return within(c, run.first, run.last) && (run.distance != 1 || (c - run.first) % 2 == 0);
}

Letter lower_letter(Letter c) {
    for (const Run& run : runs) {
        if (is_capital(c, run)) {
            return c + run.distance;
        }
    }
    return c == 0x178 ? 0xFF : c;  // Ÿ
}

Letter upper_letter(Letter c) {
    for (const Run& run : runs) {
        if (c >= run.distance && is_capital(c - run.distance, run)) {
            return c - run.distance;
        }
    }
    return c == 0xFF ? 0x178 : c == 0x3C2 ? 0x3A3 : c;  // ÿ, and the sigma that ends a word
}

template <class Change>
std::string changed(std::string_view text, Change change) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const CodePoint c = read_code_point(text);
        if (c.size == 0) {  // not UTF-8: the byte stays
            result += text[0];
            text.remove_prefix(1);
            continue;
        }
        append_code_point(change(c.value), result);
        text.remove_prefix(static_cast<std::size_t>(c.size));
    }
    return result;
}

}  // namespace

std::string to_lower(std::string_view text) {
    return changed(text, lower_letter);
}

std::string to_upper(std::string_view text) {
    return changed(text, upper_letter);
}

}  // namespace millrace::expression
