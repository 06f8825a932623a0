#include "engine/expression/pattern.hpp"

#include <array>

#include "engine/expression/pattern_class.hpp"

namespace millrace::expression {
namespace {

constexpr std::size_t nowhere = std::string_view::npos;

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
        bool place = false;  // "()": a place, not a text
    };

    bool spent() { return --moves_ < 0; }

    // Whether the rest of the pattern matches here. Every call is further on in the pattern than its caller, so it is
    // never nested deeper than the pattern is long.
    bool match(std::size_t at, std::size_t p) {
        while (p < pattern_.size()) {
            if (spent()) {
                return false;
            }
            const char item = pattern_[p];
            if (item == '(') {
                return open_capture(at, p);
            }
            if (item == ')') {
                return close_capture(at, p);
            }
            if (item == '$' && p + 1 == pattern_.size()) {
                return at == text_.size();
            }
            if (item == '%' && is_special(pattern_[p + 1])) {
                if (!pass_special(at, p)) {
                    return false;
                }
                continue;
            }
            const std::size_t end = class_end(pattern_, p);
            switch (end < pattern_.size() ? pattern_[end] : '\0') {
                case '?':
                    if (single(at, p, end) && match(at + 1, end + 1)) {
                        return true;
                    }
                    p = end + 1;
                    break;
                case '+':
                    return single(at, p, end) && most(at + 1, p, end);
                case '*':
                    return most(at, p, end);
                case '-':
                    return fewest(at, p, end);
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
        switch (pattern_[p]) {
            case '.':
                return true;
            case '%':
                return in_class(text_[at], pattern_[p + 1]);
            case '[':
                return in_set(text_[at], pattern_, p, end - 1);
            default:
                return pattern_[p] == text_[at];
        }
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
        capture_[captures_++] = Capture{at, 0, true, pattern_[p + 1] == ')'};
        if (match(at, p + 1)) {
            return true;
        }
        --captures_;
        return false;
    }

    bool close_capture(std::size_t at, std::size_t p) {
        std::size_t last = captures_;
        while (!capture_[last - 1].open) {
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

    static bool is_special(char name) { return name == 'b' || name == 'f' || (name >= '0' && name <= '9'); }

    // %bxy, %f[set] and %1: moves both places on, or says that it does not match.
    bool pass_special(std::size_t& at, std::size_t& p) {
        const char name = pattern_[p + 1];
        if (name == 'b') {
            at = balanced(at, pattern_[p + 2], pattern_[p + 3]);
            p += 4;
            return at != nowhere;
        }
        if (name == 'f') {
            const std::size_t end = class_end(pattern_, p + 2);
            const bool found = frontier(at, p + 2, end - 1);
            p = end;
            return found;
        }
        const Capture& capture = capture_[static_cast<std::size_t>(name - '1')];
        const std::string_view again = text_.substr(capture.begin, capture.size);
        moves_ -= static_cast<std::int64_t>(again.size() / 16);
        if (capture.place || text_.substr(at, again.size()) != again) {
            return false;
        }
        at += again.size();
        p += 2;
        return true;
    }

    // Just after the closing character that belongs to the opening one here.
    std::size_t balanced(std::size_t at, char open, char close) {
        if (at >= text_.size() || text_[at] != open) {
            return nowhere;
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
        return nowhere;
    }

    // The character before is outside the set and the one here is inside; both ends of the text count as '\0'.
    bool frontier(std::size_t at, std::size_t open, std::size_t close) const {
        const char before = at == 0 ? '\0' : text_[at - 1];
        const char here = at == text_.size() ? '\0' : text_[at];
        return !in_set(before, pattern_, open, close) && in_set(here, pattern_, open, close);
    }

    std::string_view text_;
    std::string_view pattern_;
    std::int64_t& moves_;
    std::size_t captures_ = 0;
    std::array<Capture, pattern_captures_max> capture_;
};

}  // namespace

Match find_pattern(std::string_view text, std::string_view pattern, std::int64_t& moves_left) {
    return Matcher(text, pattern, moves_left).find();
}

}  // namespace millrace::expression
