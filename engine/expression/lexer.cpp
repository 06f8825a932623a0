#include "engine/expression/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.hpp"
#include "engine/base/utf8.hpp"
#include "engine/expression/complaint.hpp"
#include "engine/expression/numeral.hpp"

namespace millrace::expression {
namespace {

constexpr std::array<std::string_view, 22> reserved = {
    "and", "break", "do",  "else", "elseif", "end",    "false",  "for",  "function", "goto",  "if",
    "in",  "local", "nil", "not",  "or",     "repeat", "return", "then", "true",     "until", "while"};

// The longest that fits is taken: the order matters. What Lua does not know is here too, so that the parser can say
// what to write instead.
constexpr std::array<std::string_view, 45> symbols = {
    "...", "..", "//", "<<", ">>", "<=", ">=", "~=", "==", "::", "!=", "&&", "||", "+=", "-=",
    "=>",  "+",  "-",  "*",  "/",  "%",  "^",  "#",  "&",  "~",  "|",  "<",  ">",  "=",  "(",
    ")",   "{",  "}",  "[",  "]",  ";",  ":",  ",",  ".",  "?",  "!",  "@",  "$",  "\\", "`"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
int hex_digit(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string what_stands_outside_quotes(std::string_view character) {
    if (static_cast<unsigned char>(character[0]) < 0x20) {
        return fmt::format("expected an expression but found the control character {}", int(character[0]));
    }
    for (const std::string_view curly : {"‘", "’", "“", "”", "„", "«", "»"}) {
        if (character == curly) {
            return fmt::format("expected a straight quote (') but found {}", quote(character));
        }
    }
    return fmt::format("expected an operator, a name or a value but found {}; such letters stand only inside quotes",
                       quote(character));
}

}  // namespace

bool is_reserved(std::string_view word) {
    return std::find(reserved.begin(), reserved.end(), word) != reserved.end();
}

std::size_t size_at(std::string_view whole, std::size_t at, std::size_t end) {
    if (at >= end) {
        return 0;
    }
    Lexer lexer(whole, at, end);
    const Token token = lexer.next();
    if (token.kind != Token::Kind::end && token.at == at) {
        return token.text.size();
    }
    // What no token begins with: one character, or an unfinished text.
    return std::max(lexer.at() > at ? lexer.at() - at : 0, utf8_prefix(whole.substr(at, end - at), 1).size());
}

Token Lexer::next() {
    while (is_blank(peek())) {
        ++at_;
    }
    if (problem_ || at_ >= whole_.size()) {
        return Token{Token::Kind::end, {}, std::min(at_, whole_.size())};
    }
    const char c = peek();
    if (is_letter(c)) {
        std::size_t size = 1;
        while (is_letter(peek(size)) || is_digit(peek(size))) {
            ++size;
        }
        return token(is_reserved(whole_.substr(at_, size)) ? Token::Kind::word : Token::Kind::name, size);
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
        return number();
    }
    if (c == '"' || c == '\'') {
        return quoted_text();
    }
    if (const auto level = long_bracket()) {
        return long_text(*level);
    }
    if (c == '-' && peek(1) == '-') {
        return stop(at_, "an expression has no comments (`--`); put a blank between two minus signs");
    }
    for (const std::string_view symbol : symbols) {
        if (whole_.substr(at_, symbol.size()) == symbol) {
            return token(Token::Kind::symbol, symbol.size());
        }
    }
    return stop(at_, what_stands_outside_quotes(utf8_prefix(whole_.substr(at_), 1)));
}

Token Lexer::stop(std::size_t at, std::string sentence) {
    problem_ = Problem{at, std::move(sentence)};
    return Token{Token::Kind::end, {}, at};
}

Token Lexer::token(Token::Kind kind, std::size_t size) {
    Token token{kind, whole_.substr(at_, size), at_};
    at_ += size;
    return token;
}

// As Lua reads them: everything that looks like a numeral is taken, then it must be one.
Token Lexer::number() {
    std::size_t size = 0;
    const bool hexadecimal = peek() == '0' && (peek(1) | 0x20) == 'x';
    const char exponent = hexadecimal ? 'p' : 'e';
    while (is_letter(peek(size)) || is_digit(peek(size)) || peek(size) == '.') {
        const bool signed_exponent =
            (peek(size) | 0x20) == exponent && (peek(size + 1) == '+' || peek(size + 1) == '-');
        size += signed_exponent ? 2 : 1;
    }
    Token token = this->token(Token::Kind::literal, size);
    auto value = parse_numeral(token.text);
    if (!value) {
        return stop(token.at, fmt::format("expected a number but found {}", quote(token.text)));
    }
    token.value = std::move(*value);
    return token;
}

Token Lexer::quoted_text() {
    const std::size_t begin = at_;
    const char quote_mark = whole_[at_++];
    std::string content;
    while (peek() != quote_mark) {
        if (at_ >= whole_.size() || peek() == '\n' || peek() == '\r') {
            return stop(begin, fmt::format("expected a closing {} for the text that begins here but the line ends",
                                           quote_mark));
        }
        if (peek() != '\\') {
            content += whole_[at_++];
        } else if (!escape(content)) {
            return Token{Token::Kind::end, {}, at_};
        }
    }
    ++at_;
    return finish_text(begin, std::move(content));
}

// [[ … ]] and [=[ … ]=]: no escapes; a first line break is not part of it.
Token Lexer::long_text(std::size_t level) {
    const std::size_t begin = at_;
    const std::string closing = "]" + std::string(level, '=') + "]";
    at_ += closing.size();
    if (peek() == '\r') {
        ++at_;
    }
    if (peek() == '\n') {
        ++at_;
    }
    const std::size_t end = whole_.find(closing, at_);
    if (end == std::string_view::npos) {
        at_ = whole_.size();
        return stop(begin, fmt::format("expected a closing {} for the text that begins here", closing));
    }
    std::string content(whole_.substr(at_, end - at_));
    at_ = end + closing.size();
    return finish_text(begin, std::move(content));
}

Token Lexer::finish_text(std::size_t begin, std::string content) {
    if (!is_utf8(content)) {
        return stop(begin, "expected UTF-8 but the escapes in this text give other bytes");
    }
    return Token{Token::Kind::literal, whole_.substr(begin, at_ - begin), begin, Value(content)};
}

std::optional<std::size_t> Lexer::long_bracket() const {
    if (peek() != '[') {
        return std::nullopt;
    }
    std::size_t level = 0;
    while (peek(1 + level) == '=') {
        ++level;
    }
    return peek(1 + level) == '[' ? std::optional(level) : std::nullopt;
}

bool Lexer::escape(std::string& out) {
    constexpr std::string_view letters = "abfnrtv\\\"'\n";
    constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\\"'\n";
    const std::size_t begin = at_++;
    const char c = peek();
    if (is_digit(c)) {
        return decimal_escape(out);
    }
    ++at_;
    if (const std::size_t index = letters.find(c); at_ <= whole_.size() && index != std::string_view::npos) {
        out += meanings[index];
        return true;
    }
    if (c == 'z') {
        while (is_blank(peek())) {
            ++at_;
        }
        return true;
    }
    if (c == 'x' && hex_digit(peek()) >= 0 && hex_digit(peek(1)) >= 0) {
        out += static_cast<char>(hex_digit(peek()) * 16 + hex_digit(peek(1)));
        at_ += 2;
        return true;
    }
    if (c == 'u' && code_point_escape(out)) {
        return true;
    }
    stop(begin,
         "expected an escape such as \\n, \\t, \\\\, \\', \\x41, \\65 or \\u{20AC} but this is none; for a "
         "backslash itself write \\\\");
    return false;
}

bool Lexer::decimal_escape(std::string& out) {
    int byte = 0;
    const std::size_t begin = at_;
    while (is_digit(peek()) && at_ < begin + 3) {
        byte = byte * 10 + (whole_[at_++] - '0');
    }
    if (byte > 255) {
        stop(begin - 1, "expected at most \\255 but this escape is larger");
        return false;
    }
    out += static_cast<char>(byte);
    return true;
}

bool Lexer::code_point_escape(std::string& out) {
    if (peek() != '{') {
        return false;
    }
    ++at_;
    std::uint32_t point = 0;
    std::size_t digits = 0;
    for (; hex_digit(peek()) >= 0 && point <= 0x10FFFF; ++at_, ++digits) {
        point = point * 16 + static_cast<std::uint32_t>(hex_digit(peek()));
    }
    if (digits == 0 || point > 0x10FFFF || peek() != '}') {
        return false;
    }
    ++at_;
    append_code_point(point, out);
    return true;
}

}  // namespace millrace::expression
