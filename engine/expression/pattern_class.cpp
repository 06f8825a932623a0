#include "engine/expression/pattern_class.hpp"

namespace millrace::expression {
namespace {

bool in_range(char c, char low, char high) {
    return static_cast<unsigned char>(c) >= static_cast<unsigned char>(low) &&
           static_cast<unsigned char>(c) <= static_cast<unsigned char>(high);
}
bool is_digit(char c) {
    return in_range(c, '0', '9');
}
bool is_lower(char c) {
    return in_range(c, 'a', 'z');
}
bool is_upper(char c) {
    return in_range(c, 'A', 'Z');
}
bool is_letter(char c) {
    return is_lower(c) || is_upper(c);
}
bool is_visible(char c) {
    return in_range(c, '!', '~');
}
bool is_hexadecimal(char c) {
    return is_digit(c) || in_range(c, 'a', 'f') || in_range(c, 'A', 'F');
}

}  // namespace

bool in_class(char c, char name) {
    if (!is_letter(name)) {
        return name == c;
    }
    bool found = false;
    // clang-format off
    switch (name | 0x20) {
        case 'a': found = is_letter(c); break;
        case 'c': found = in_range(c, '\0', '\x1f') || c == '\x7f'; break;
        case 'd': found = is_digit(c); break;
        case 'g': found = is_visible(c); break;
        case 'l': found = is_lower(c); break;
        case 'p': found = is_visible(c) && !is_letter(c) && !is_digit(c); break;
        case 's': found = c == ' ' || in_range(c, '\t', '\r'); break;
        case 'u': found = is_upper(c); break;
        case 'w': found = is_letter(c) || is_digit(c); break;
        case 'x': found = is_hexadecimal(c); break;
        case 'z': found = c == '\0'; break;
        default: return name == c;
    }
    // clang-format on
    return found == is_lower(name);  // %D is what %d is not
}

std::size_t class_end(std::string_view pattern, std::size_t at) {
    const char first = pattern[at++];
    if (first == '%') {
        return at < pattern.size() ? at + 1 : std::string_view::npos;
    }
    if (first != '[') {
        return at;
    }
    if (at < pattern.size() && pattern[at] == '^') {
        ++at;
    }
    do {  // a ] that comes first stands for itself
        if (at >= pattern.size()) {
            return std::string_view::npos;
        }
        at += pattern[at] == '%' ? 2 : 1;
    } while (at >= pattern.size() || pattern[at] != ']');
    return at + 1;
}

bool in_set(char c, std::string_view pattern, std::size_t open, std::size_t close) {
    const bool complement = pattern[open + 1] == '^';
    for (std::size_t p = open + (complement ? 2 : 1); p < close; ++p) {
        if (pattern[p] == '%') {
            if (in_class(c, pattern[++p])) {
                return !complement;
            }
        } else if (p + 2 < close && pattern[p + 1] == '-') {
            if (in_range(c, pattern[p], pattern[p + 2])) {
                return !complement;
            }
            p += 2;
        } else if (pattern[p] == c) {
            return !complement;
        }
    }
    return complement;
}

}  // namespace millrace::expression
