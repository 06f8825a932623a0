#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "engine/value/value.hpp"

namespace millrace::expression {

struct Token {
    enum class Kind : std::uint8_t { end, name, word, literal, symbol };

    Kind kind = Kind::end;
    std::string_view text;  // as written
    std::size_t at = 0;     // in the whole source
    Value value = {};       // of a literal

    bool is(std::string_view symbol_or_word) const {
        return (kind == Kind::symbol || kind == Kind::word) && text == symbol_or_word;
    }
    std::size_t end_at() const { return at + text.size(); }
};

// Cuts a part of a text into the tokens of Lua. Never fails on anything but UTF-8 it was promised: what is no token
// gives the end and a problem.
class Lexer {
public:
    struct Problem {
        std::size_t at = 0;
        std::string sentence;
    };

    Lexer(std::string_view whole, std::size_t begin, std::size_t end) : whole_(whole.substr(0, end)), at_(begin) {}

    Token next();
    const std::optional<Problem>& problem() const { return problem_; }
    std::size_t at() const { return at_; }

private:
    Token stop(std::size_t at, std::string sentence);
    Token token(Token::Kind kind, std::size_t size);
    Token number();
    Token quoted_text();
    Token long_text(std::size_t level);
    bool escape(std::string& out);
    bool decimal_escape(std::string& out);
    bool code_point_escape(std::string& out);
    std::optional<std::size_t> long_bracket() const;
    Token finish_text(std::size_t begin, std::string content);
    char peek(std::size_t ahead = 0) const { return at_ + ahead < whole_.size() ? whole_[at_ + ahead] : '\0'; }

    std::string_view whole_;
    std::size_t at_;
    std::optional<Problem> problem_;
};

bool is_reserved(std::string_view word);

// How long the token is that begins there; of what is none, as far as it was read. 0 only at the end.
std::size_t size_at(std::string_view whole, std::size_t at, std::size_t end);

}  // namespace millrace::expression
