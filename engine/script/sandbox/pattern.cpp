#include "engine/script/sandbox/pattern.hpp"

#include <cstring>

#include "engine/script/faults.hpp"
#include "engine/script/sandbox/arguments.hpp"

namespace millrace::script {
namespace {

bool between(unsigned char c, char low, char high) {
    return c >= static_cast<unsigned char>(low) && c <= static_cast<unsigned char>(high);
}
bool is_alpha(unsigned char c) {
    return between(static_cast<unsigned char>(c | 0x20), 'a', 'z');
}
bool is_digit(unsigned char c) {
    return between(c, '0', '9');
}
bool is_graph(unsigned char c) {
    return between(c, '!', '~');
}

// Of ASCII alone: what a letter is must not depend on where the program runs.
bool in_class(unsigned char c, char class_letter) {
    bool result = false;
    switch (class_letter | 0x20) {
        case 'a':
            result = is_alpha(c);
            break;
        case 'c':
            result = c < 0x20 || c == 0x7f;
            break;
        case 'd':
            result = is_digit(c);
            break;
        case 'g':
            result = is_graph(c);
            break;
        case 'l':
            result = between(c, 'a', 'z');
            break;
        case 'p':
            result = is_graph(c) && !is_alpha(c) && !is_digit(c);
            break;
        case 's':
            result = c == ' ' || between(c, '\t', '\r');
            break;
        case 'u':
            result = between(c, 'A', 'Z');
            break;
        case 'w':
            result = is_alpha(c) || is_digit(c);
            break;
        case 'x':
            result = is_digit(c) || between(static_cast<unsigned char>(c | 0x20), 'a', 'f');
            break;
        default:
            return static_cast<unsigned char>(class_letter) == c;
    }
    return between(static_cast<unsigned char>(class_letter), 'A', 'Z') ? !result : result;
}

}  // namespace

bool is_plain_pattern(std::string_view pattern) {
    return pattern.find_first_of("^$*+?.([%-") == std::string_view::npos;
}

Matcher::Matcher(State& state, std::string_view subject, std::string_view pattern)
    : state_(state),
      subject_(subject.data()),
      subject_end_(subject.data() + subject.size()),
      pattern_(pattern.data()),
      pattern_end_(pattern.data() + pattern.size()) {
    if (pattern.size() > pattern_bytes_max && !left_out("patterns")) {
        luaL_error(state.lua(), "expected a pattern of at most %d bytes but it has %d",
                   static_cast<int>(pattern_bytes_max), static_cast<int>(pattern.size()));
    }
}

void Matcher::step() {
    if (!left_out("patterns")) {
        state_.charge(1);
    }
}

const char* Matcher::match_at(const char* begin) {
    level_ = 0;
    depth_ = 0;
    return match(begin, pattern_);
}

// One pattern item after another; those that can match in several ways try the rest of the pattern for each.
const char* Matcher::match(const char* at, const char* pattern) {
    if (++depth_ > depth_max) {
        luaL_error(state_.lua(), "expected a simpler pattern: it has too many parts that can match in several ways");
    }
    const char* result = at;
    while (result != nullptr && pattern != pattern_end_) {
        step();
        const char* next = pattern;
        bool tail = false;
        result = match_item(result, pattern, next, tail);
        if (tail) {
            break;
        }
        pattern = next;
    }
    --depth_;
    return result;
}

// Matches the item at `pattern` and says where the next one begins; `tail` when it has matched all the rest as well.
const char* Matcher::match_item(const char* at, const char* pattern, const char*& next, bool& tail) {
    tail = true;
    switch (*pattern) {
        case '(':
            return pattern + 1 != pattern_end_ && pattern[1] == ')' ? start_capture(at, pattern + 2, position)
                                                                    : start_capture(at, pattern + 1, unfinished);
        case ')':
            return end_capture(at, pattern + 1);
        case '$':
            if (pattern + 1 == pattern_end_) {
                return at == subject_end_ ? at : nullptr;
            }
            break;
        case '%':
            if (pattern + 1 == pattern_end_) {
                break;
            }
            if (pattern[1] == 'b') {
                tail = false;
                next = pattern + 4;
                return match_balance(at, pattern + 2);
            }
            if (pattern[1] == 'f') {
                pattern += 2;
                if (pattern == pattern_end_ || *pattern != '[') {
                    luaL_error(state_.lua(), "expected '[' after '%%f' in the pattern");
                }
                const char* const set_end = end_of_class(pattern);
                const auto previous = static_cast<unsigned char>(at == subject_ ? '\0' : at[-1]);
                const auto current = static_cast<unsigned char>(at == subject_end_ ? '\0' : *at);
                tail = false;
                next = set_end;
                return !in_set(previous, pattern, set_end - 1) && in_set(current, pattern, set_end - 1) ? at : nullptr;
            }
            if (is_digit(static_cast<unsigned char>(pattern[1]))) {
                tail = false;
                next = pattern + 2;
                return match_capture(at, pattern[1]);
            }
            break;
        default:
            break;
    }

    const char* const class_end = end_of_class(pattern);
    const char suffix = class_end == pattern_end_ ? '\0' : *class_end;
    switch (suffix) {
        case '?':
            if (matches_one(at, pattern, class_end)) {
                if (const char* const end = match(at + 1, class_end + 1)) {
                    return end;
                }
            }
            tail = false;
            next = class_end + 1;
            return at;
        case '+':
            return matches_one(at, pattern, class_end) ? expand_most(at + 1, pattern, class_end) : nullptr;
        case '*':
            return expand_most(at, pattern, class_end);
        case '-':
            return expand_least(at, pattern, class_end);
        default:
            tail = false;
            next = class_end;
            return matches_one(at, pattern, class_end) ? at + 1 : nullptr;
    }
}

const char* Matcher::end_of_class(const char* pattern) {
    const char first = *pattern++;
    if (first == '%') {
        if (pattern == pattern_end_) {
            luaL_error(state_.lua(), "expected a character after '%%' at the end of the pattern");
        }
        return pattern + 1;
    }
    if (first != '[') {
        return pattern;
    }
    if (pattern != pattern_end_ && *pattern == '^') {
        ++pattern;
    }
    do {  // a ] that comes first is one of the set
        if (pattern == pattern_end_) {
            luaL_error(state_.lua(), "expected ']' at the end of a set in the pattern");
        }
        if (*pattern++ == '%') {
            if (pattern == pattern_end_) {
                luaL_error(state_.lua(), "expected ']' at the end of a set in the pattern");
            }
            ++pattern;
        }
    } while (pattern == pattern_end_ || *pattern != ']');
    return pattern + 1;
}

bool Matcher::matches_one(const char* at, const char* pattern, const char* class_end) {
    step();
    if (at == subject_end_) {
        return false;
    }
    const auto c = static_cast<unsigned char>(*at);
    switch (*pattern) {
        case '.':
            return true;
        case '%':
            return in_class(c, pattern[1]);
        case '[':
            return in_set(c, pattern, class_end - 1);
        default:
            return static_cast<unsigned char>(*pattern) == c;
    }
}

// `set` stands at '[', `set_end` at ']'.
bool Matcher::in_set(unsigned char c, const char* set, const char* set_end) const {
    bool found = true;
    if (set[1] == '^') {
        found = false;
        ++set;
    }
    while (++set < set_end) {
        if (*set == '%') {
            ++set;
            if (in_class(c, *set)) {
                return found;
            }
        } else if (set[1] == '-' && set + 2 < set_end) {
            set += 2;
            if (static_cast<unsigned char>(set[-2]) <= c && c <= static_cast<unsigned char>(*set)) {
                return found;
            }
        } else if (static_cast<unsigned char>(*set) == c) {
            return found;
        }
    }
    return !found;
}

const char* Matcher::expand_most(const char* at, const char* pattern, const char* class_end) {
    std::ptrdiff_t count = 0;
    while (matches_one(at + count, pattern, class_end)) {
        ++count;
    }
    for (; count >= 0; --count) {
        step();
        if (const char* const end = match(at + count, class_end + 1)) {
            return end;
        }
    }
    return nullptr;
}

const char* Matcher::expand_least(const char* at, const char* pattern, const char* class_end) {
    for (;; ++at) {
        if (const char* const end = match(at, class_end + 1)) {
            return end;
        }
        if (!matches_one(at, pattern, class_end)) {
            return nullptr;
        }
    }
}

const char* Matcher::start_capture(const char* at, const char* pattern, std::ptrdiff_t kind) {
    if (level_ >= captures_max) {
        luaL_error(state_.lua(), "expected at most %d captures in the pattern", static_cast<int>(captures_max));
    }
    captures_[level_] = {at, kind};
    ++level_;
    const char* const end = match(at, pattern);
    if (end == nullptr) {
        --level_;
    }
    return end;
}

const char* Matcher::end_capture(const char* at, const char* pattern) {
    const std::size_t open = capture_to_close();
    captures_[open].size = at - captures_[open].begin;
    const char* const end = match(at, pattern);
    if (end == nullptr) {
        captures_[open].size = unfinished;
    }
    return end;
}

const char* Matcher::match_balance(const char* at, const char* pattern) {
    if (pattern_end_ - pattern < 2) {
        luaL_error(state_.lua(), "expected two characters after '%%b' in the pattern");
    }
    if (at == subject_end_ || *at != *pattern) {
        return nullptr;
    }
    const char open = *pattern;
    const char close = pattern[1];
    int depth = 1;
    while (++at < subject_end_) {
        step();
        if (*at == close) {
            if (--depth == 0) {
                return at + 1;
            }
        } else if (*at == open) {
            ++depth;
        }
    }
    return nullptr;
}

const char* Matcher::match_capture(const char* at, char digit) {
    const Capture& capture = captures_[check_capture(digit)];
    if (capture.size == position) {  // a place has no text; Lua's own matcher compares with a length of -2 here
        return nullptr;
    }
    const auto size = static_cast<std::size_t>(capture.size);
    state_.charge(1 + static_cast<std::int64_t>(size / 16));
    return static_cast<std::size_t>(subject_end_ - at) >= size && std::memcmp(capture.begin, at, size) == 0 ? at + size
                                                                                                            : nullptr;
}

std::size_t Matcher::capture_to_close() {
    for (std::size_t i = level_; i-- > 0;) {
        if (captures_[i].size == unfinished) {
            return i;
        }
    }
    luaL_error(state_.lua(), "expected '(' before ')' in the pattern");
    return 0;
}

std::size_t Matcher::check_capture(char digit) {
    const int i = digit - '1';
    if (i < 0 || static_cast<std::size_t>(i) >= level_ || captures_[i].size == unfinished) {
        luaL_error(state_.lua(), "expected a capture for %%%c in the pattern", digit);
    }
    return static_cast<std::size_t>(i);
}

void Matcher::push_capture(std::size_t i, const char* begin, const char* end) {
    lua_State* const lua = state_.lua();
    if (i >= level_) {
        if (i != 0) {
            luaL_error(lua, "expected a capture for %%%d", static_cast<int>(i + 1));
        }
        push(lua, {begin, static_cast<std::size_t>(end - begin)});
        return;
    }
    const Capture& capture = captures_[i];
    if (capture.size == unfinished) {
        luaL_error(lua, "expected ')' for each '(' in the pattern");
    }
    if (capture.size == position) {
        lua_pushinteger(lua, capture.begin - subject_ + 1);
    } else {
        push(lua, {capture.begin, static_cast<std::size_t>(capture.size)});
    }
}

int Matcher::push_captures(const char* begin, const char* end, bool whole_if_none) {
    const std::size_t count = level_ == 0 && whole_if_none ? 1 : level_;
    luaL_checkstack(state_.lua(), static_cast<int>(count), "captures");
    for (std::size_t i = 0; i < count; ++i) {
        push_capture(i, begin, end);
    }
    return static_cast<int>(count);
}

}  // namespace millrace::script
