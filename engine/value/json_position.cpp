// Finds places in the text of a document without building it, so that a problem found in a value can be shown where
// its author wrote it. Works on damaged text too: it then goes as far as the text makes sense.

#include <algorithm>

#include "engine/base/utf8.hpp"
#include "engine/value/json.hpp"
#include "engine/value/json_pointer.hpp"

namespace millrace::json {
namespace {

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {
        if (text.substr(0, 3) == "\xef\xbb\xbf") {
            at_ = 3;  // a byte order mark
        }
        skip_blanks();
    }

    std::size_t at() const { return at_; }

    // From the beginning of a value to the beginning of its part; stays where it is when there is none.
    bool enter(std::string_view part) {
        const std::size_t before = at_;
        std::size_t found = text_.size();
        if (peek() == '{') {
            found = find_member(part);
        } else if (peek() == '[') {
            found = find_item(part);
        }
        at_ = found < text_.size() ? found : before;
        return found < text_.size();
    }

private:
    // Of several members with one name the last, which is the one that its author has to look at.
    std::size_t find_member(std::string_view name) {
        std::size_t found = text_.size();
        ++at_;
        for (skip_blanks(); peek() == '"';) {
            const std::size_t from = at_;
            skip_string();
            const bool matches = is_name(text_.substr(from, at_ - from), name);
            skip_blanks();
            if (!skip_char(':')) {
                break;
            }
            if (matches) {
                found = at_;
            }
            skip_value();
            if (!skip_char(',')) {
                break;
            }
        }
        return found;
    }

    std::size_t find_item(std::string_view part) {
        const auto index = index_of(part);
        ++at_;
        skip_blanks();
        if (!index || peek() == ']') {
            return text_.size();
        }
        for (std::size_t i = 0; i < *index; ++i) {
            skip_value();
            if (!skip_char(',')) {
                return text_.size();
            }
        }
        return at_;
    }

    static bool is_name(std::string_view literal, std::string_view name) {
        if (literal.find('\\') == std::string_view::npos) {
            return literal.size() >= 2 && literal.substr(1, literal.size() - 2) == name;
        }
        const auto decoded = parse(literal);
        return decoded && decoded->is_string() && decoded->as_string() == name;
    }

    // Over a value of any depth, and the blanks after it.
    void skip_value() {
        std::size_t depth = 0;
        do {
            const char c = peek();
            if (c == '"') {
                skip_string();
            } else if (c == '{' || c == '[') {
                ++depth;
                ++at_;
            } else if (c == '}' || c == ']') {
                if (depth == 0) {
                    break;
                }
                --depth;
                ++at_;
            } else if (depth > 0 && (c == ',' || c == ':')) {
                ++at_;
            } else {
                at_ = std::min(text_.find_first_of("{}[],:\" \t\r\n", at_), text_.size());
            }
            skip_blanks();
        } while (depth > 0 && at_ < text_.size());
    }

    void skip_string() {
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            if (text_[at_] == '\\') {
                ++at_;
            }
        }
        at_ = std::min(at_ + 1, text_.size());
    }

    bool skip_char(char c) {
        if (peek() != c) {
            return false;
        }
        ++at_;
        skip_blanks();
        return true;
    }

    void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

Position position_at(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const std::size_t line_begin = before.rfind('\n') + 1;  // 0 when there is none
    return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
            static_cast<int>(std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_begin), before.end(),
                                           begins_code_point)) +
                1};
}

Position position_of(std::string_view text, std::string_view pointer) {
    Scanner scanner(text);
    PointerParts parts(pointer);
    for (std::string part; parts.next(part) && scanner.enter(part);) {
    }
    return position_at(text, scanner.at());
}

}  // namespace millrace::json
