#include "engine/expression/pattern.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <vector>

namespace millrace::expression {
namespace {

constexpr std::size_t captures_max = 32;

bool in_range(char c, char low, char high) { return c >= low && c <= high; }
bool is_digit(char c) { return in_range(c, '0', '9'); }
bool is_lower(char c) { return in_range(c, 'a', 'z'); }
bool is_upper(char c) { return in_range(c, 'A', 'Z'); }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
bool is_visible(char c) { return in_range(c, '!', '~'); }

// %a, %D …; any other character stands for itself.
bool in_class(char c, char name) {
    bool found = false;
    switch (name | 0x20) {
        case 'a': found = is_letter(c); break;
        case 'c': found = static_cast<unsigned char>(c) < 0x20 || c == 0x7f; break;
        case 'd': found = is_digit(c); break;
        case 'g': found = is_visible(c); break;
        case 'l': found = is_lower(c); break;
        case 'p': found = is_visible(c) && !is_letter(c) && !is_digit(c); break;
        case 's': found = c == ' ' || in_range(c, '\t', '\r'); break;
        case 'u': found = is_upper(c); break;
        case 'w': found = is_letter(c) || is_digit(c); break;
        case 'z': found = c == '\0'; break;
        case 'x': found = is_digit(c) || in_range(static_cast<char>(c | 0x20), 'a', 'f'); break;
        default: return name == c;
    }
    return is_letter(name) ? found == is_lower(name) : name == c;
}

// Just after the single character class that begins at `at`; npos when it has no end.
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

class Matcher {
public:
    Matcher(std::string_view text, std::string_view pattern, std::int64_t& moves)
        : text_(text), pattern_(pattern), moves_(moves) {}

    Match find() {
        const bool anchored = !pattern_.empty() && pattern_[0] == '^';
        for (std::size_t from = 0; from <= text_.size(); ++from) {
            captures_ = 0;
            if (match(from, anchored ? 1 : 0)) {
                return Match::yes;
            }
            if (moves_ < 0) {
                return Match::too_many_moves;
            }
            if (anchored) {
                break;
            }
        }
        return Match::no;
    }

private:
    struct Capture {
        std::size_t begin = 0;
        std::size_t size = 0;
        bool open = false;
    };

    bool spent() { return --moves_ < 0; }

    // Whether the rest of the pattern matches here. Every call is further on in the pattern than its caller, so it is
    // never nested deeper than the pattern is long.
    bool match(std::size_t at, std::size_t p) {
        while (p < pattern_.size()) {
            if (spent()) {
                return false;
            }
            switch (pattern_[p]) {
                case '(': return open_capture(at, p);
                case ')': return close_capture(at, p);
                case '$':
                    if (p + 1 == pattern_.size()) {
                        return at == text_.size();
                    }
                    break;
                case '%':
                    if (pattern_[p + 1] == 'b') {
                        at = balanced(at, pattern_[p + 2], pattern_[p + 3]);
                        if (at == std::string_view::npos) {
                            return false;
                        }
                        p += 4;
                        continue;
                    }
                    if (pattern_[p + 1] == 'f') {
                        const std::size_t end = class_end(pattern_, p + 2);
                        if (!frontier(at, p + 2, end)) {
                            return false;
                        }
                        p = end;
                        continue;
                    }
                    if (is_digit(pattern_[p + 1])) {
                        const Capture& capture = capture_[static_cast<std::size_t>(pattern_[p + 1] - '1')];
                        const auto what = text_.substr(capture.begin, capture.size);
                        moves_ -= static_cast<std::int64_t>(what.size() / 16);
                        if (text_.substr(at, what.size()) != what) {
                            return false;
                        }
                        at += what.size();
                        p += 2;
                        continue;
                    }
                    break;
                default: break;
            }
            const std::size_t end = class_end(pattern_, p);
            const char repeat = end < pattern_.size() ? pattern_[end] : '\0';
            switch (repeat) {
                case '?':
                    if (single(at, p, end) && match(at + 1, end + 1)) {
                        return true;
                    }
                    p = end + 1;
                    break;
                case '+': return single(at, p, end) && most(at + 1, p, end);
                case '*': return most(at, p, end);
                case '-': return fewest(at, p, end);
                default:
                    if (!single(at, p, end)) {
                        return false;
                    }
                    ++at;
                    p = end;
            }
        }
        return moves_ >= 0;
    }

    bool single(std::size_t at, std::size_t p, std::size_t end) const {
        if (at >= text_.size()) {
            return false;
        }
        const char c = text_[at];
        switch (pattern_[p]) {
            case '.': return true;
            case '%': return in_class(c, pattern_[p + 1]);
            case '[': return in_set(c, p, end - 1);
            default: return pattern_[p] == c;
        }
    }

    // From the [ to its ].
    bool in_set(char c, std::size_t p, std::size_t closing) const {
        const bool complement = pattern_[p + 1] == '^';
        p += complement ? 2 : 1;
        for (; p < closing; ++p) {
            if (pattern_[p] == '%') {
                if (in_class(c, pattern_[++p])) {
                    return !complement;
                }
            } else if (p + 2 < closing && pattern_[p + 1] == '-') {
                const auto byte = [](char b) { return static_cast<unsigned char>(b); };
                if (byte(c) >= byte(pattern_[p]) && byte(c) <= byte(pattern_[p + 2])) {
                    return !complement;
                }
                p += 2;
            } else if (pattern_[p] == c) {
                return !complement;
            }
        }
        return complement;
    }

    bool most(std::size_t at, std::size_t p, std::size_t end) {
        std::size_t count = 0;
        while (single(at + count, p, end)) {
            ++count;
            if (spent()) {
                return false;
            }
        }
        for (;;) {
            if (match(at + count, end + 1)) {
                return true;
            }
            if (count == 0 || spent()) {
                return false;
            }
            --count;
        }
    }

    bool fewest(std::size_t at, std::size_t p, std::size_t end) {
        for (;;) {
            if (match(at, end + 1)) {
                return true;
            }
            if (spent() || !single(at, p, end)) {
                return false;
            }
            ++at;
        }
    }

    bool open_capture(std::size_t at, std::size_t p) {
        capture_[captures_++] = Capture{at, 0, true};
        if (match(at, p + 1)) {
            return true;
        }
        --captures_;
        return false;
    }

    bool close_capture(std::size_t at, std::size_t p) {
        std::size_t last = captures_;
        while (last > 0 && !capture_[last - 1].open) {
            --last;
        }
        Capture& capture = capture_[last - 1];
        capture.size = at - capture.begin;
        capture.open = false;
        if (match(at, p + 1)) {
            return true;
        }
        capture.open = true;
        return false;
    }

    // %bxy: just after the y that closes the x here; npos when there is none.
    std::size_t balanced(std::size_t at, char open, char close) {
        if (at >= text_.size() || text_[at] != open) {
            return std::string_view::npos;
        }
        std::size_t depth = 1;
        while (++at < text_.size() && !spent()) {
            if (text_[at] == close) {
                if (--depth == 0) {
                    return at + 1;
                }
            } else if (text_[at] == open) {
                ++depth;
            }
        }
        return std::string_view::npos;
    }

    // %f[set]: the character before is outside the set and the one here is inside; both ends count as '\0'.
    bool frontier(std::size_t at, std::size_t p, std::size_t end) const {
        const char before = at == 0 ? '\0' : text_[at - 1];
        const char here = at == text_.size() ? '\0' : text_[at];
        return !in_set(before, p, end - 1) && in_set(here, p, end - 1);
    }

    std::string_view text_;
    std::string_view pattern_;
    std::int64_t& moves_;
    std::size_t captures_ = 0;
    std::array<Capture, captures_max> capture_;
};

}  // namespace

std::string pattern_problem(std::string_view pattern) {
    if (pattern.size() > pattern_bytes_max) {
        return fmt::format("expected a pattern of at most {} bytes but it has {}", pattern_bytes_max, pattern.size());
    }
    std::vector<bool> open;  // by capture
    for (std::size_t p = 0; p < pattern.size();) {
        const char next = p + 1 < pattern.size() ? pattern[p + 1] : '\0';
        if (pattern[p] == '(') {
            open.push_back(true);
            if (open.size() > captures_max) {
                return fmt::format("expected at most {} captures in the pattern but there are more", captures_max);
            }
            ++p;
            continue;
        }
        if (pattern[p] == ')') {
            std::size_t last = open.size();
            while (last > 0 && !open[last - 1]) {
                --last;
            }
            if (last == 0) {
                return "expected ( before ) in the pattern but there is none; a literal bracket is %)";
            }
            open[last - 1] = false;
            ++p;
            continue;
        }
        if (pattern[p] == '%' && next == 'b') {
            if (p + 3 >= pattern.size()) {
                return "expected two characters after %b in the pattern but it ends";
            }
            p += 4;
            continue;
        }
        if (pattern[p] == '%' && next == 'f') {
            p += 2;
            if (p >= pattern.size() || pattern[p] != '[') {
                return "expected a set such as [%w] after %f in the pattern but there is none";
            }
        } else if (pattern[p] == '%' && is_digit(next)) {
            const auto index = static_cast<std::size_t>(next - '0');
            if (index == 0 || index > open.size() || open[index - 1]) {
                return fmt::format("expected a finished capture for %{} in the pattern but there is none", next);
            }
            p += 2;
            continue;
        }
        p = class_end(pattern, p);
        if (p == std::string_view::npos) {
            return "expected an end of the % or [ in the pattern but it stops; a literal percent sign is %%";
        }
        if (p < pattern.size() && std::strchr("*+?-", pattern[p])) {
            ++p;
        }
    }
    for (const bool still : open) {
        if (still) {
            return "expected ) for each ( in the pattern but one is missing; a literal bracket is %(";
        }
    }
    return {};
}

Match find_pattern(std::string_view text, std::string_view pattern, std::int64_t& moves_left) {
    return Matcher(text, pattern, moves_left).find();
}

}  // namespace millrace::expression
