#include "engine/script/scan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/script/faults.hpp"

namespace millrace::script {
namespace {

constexpr int nesting_max = 100;
constexpr int functions_nested_max = 32;
constexpr int literals_max = 4000;
constexpr int labels_max = 200;

struct Token {
    enum class Kind { name, text, number, symbol };
    Kind kind;
    std::string_view text;  // of a text: what stands between the quotes, escapes as written
    int line;
};

// Thrown inside this file only.
struct Refusal {
    int line;
    std::string message;
    std::string_view where;  // of the source
};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

class Reader {
public:
    explicit Reader(std::string_view source) : source_(source) {}

    std::vector<Token> all() {
        std::vector<Token> tokens;
        while (skip_blanks_and_comments()) {
            tokens.push_back(next());
        }
        return tokens;
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
    bool done() const { return at_ >= source_.size(); }

    void line_break() {
        const char first = peek();
        ++at_;
        if ((peek() == '\n' || peek() == '\r') && peek() != first) {
            ++at_;
        }
        ++line_;
    }

    // The number of `=` if a long bracket begins here, else -1.
    int long_bracket() const {
        std::size_t ahead = 1;
        while (peek(ahead) == '=') {
            ++ahead;
        }
        return peek(ahead) == '[' ? static_cast<int>(ahead) - 1 : -1;
    }

    std::string_view read_long(int level) {
        const int begun = line_;
        const std::string_view opening = source_.substr(at_, static_cast<std::size_t>(level) + 2);
        at_ += static_cast<std::size_t>(level) + 2;
        const std::string end = "]" + std::string(static_cast<std::size_t>(level), '=') + "]";
        const std::size_t close = source_.find(end, at_);
        if (close == std::string_view::npos) {
            throw Refusal{begun, "expected the end of a long text or comment but there is none", opening};
        }
        const std::string_view content = source_.substr(at_, close - at_);
        while (at_ < close) {
            if (peek() == '\n' || peek() == '\r') {
                line_break();
            } else {
                ++at_;
            }
        }
        at_ = close + end.size();
        return content;
    }

    bool skip_blanks_and_comments() {
        while (!done()) {
            if (peek() == '\n' || peek() == '\r') {
                line_break();
            } else if (is_blank(peek())) {
                ++at_;
            } else if (peek() == '-' && peek(1) == '-') {
                at_ += 2;
                const int level = peek() == '[' ? long_bracket() : -1;
                if (level >= 0) {
                    read_long(level);
                } else {
                    while (!done() && peek() != '\n' && peek() != '\r') {
                        ++at_;
                    }
                }
            } else {
                return true;
            }
        }
        return false;
    }

    Token next() {
        const std::size_t begin = at_;
        const int line = line_;
        const auto made = [&](Token::Kind kind) { return Token{kind, source_.substr(begin, at_ - begin), line}; };
        const char c = peek();
        if (is_letter(c)) {
            while (is_letter(peek()) || is_digit(peek())) {
                ++at_;
            }
            return made(Token::Kind::name);
        }
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            read_number();
            return made(Token::Kind::number);
        }
        if (c == '"' || c == '\'') {
            return {Token::Kind::text, read_quoted(c), line};
        }
        if (c == '[') {
            if (const int level = long_bracket(); level >= 0) {
                return {Token::Kind::text, read_long(level), line};
            }
        }
        // Symbols of two or three characters matter here only where one would be taken for another.
        ++at_;
        if ((c == '.' && peek() == '.') || (c == ':' && peek() == ':') ||
            (c == '<' && (peek() == '<' || peek() == '=')) || ((c == '=' || c == '~' || c == '>') && peek() == '=')) {
            ++at_;
            if (c == '.' && peek() == '.') {
                ++at_;
            }
        }
        return made(Token::Kind::symbol);
    }

    void read_number() {
        const bool hexadecimal = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
        at_ += hexadecimal ? 2 : 0;
        while (is_digit(peek()) || is_letter(peek()) || peek() == '.') {
            const char c = peek();
            ++at_;
            const bool exponent = hexadecimal ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
            if (exponent && (peek() == '+' || peek() == '-')) {
                ++at_;
            }
        }
    }

    std::string_view read_quoted(char quote) {
        const std::size_t begin = ++at_;
        while (peek() != quote) {
            if (done() || peek() == '\n' || peek() == '\r') {
                throw Refusal{line_, "expected the end of a text but the line ends",
                              source_.substr(begin - 1, std::min(at_, source_.size()) + 1 - begin)};
            }
            if (peek() != '\\') {
                ++at_;
                continue;
            }
            ++at_;
            if (peek() == '\n' || peek() == '\r') {
                line_break();
            } else if (peek() == 'z') {
                ++at_;
                while (!done() && is_blank(peek())) {
                    if (peek() == '\n' || peek() == '\r') {
                        line_break();
                    } else {
                        ++at_;
                    }
                }
            } else if (!done()) {
                ++at_;
            }
        }
        const std::string_view content = source_.substr(begin, at_ - begin);
        ++at_;
        return content;
    }

    std::string_view source_;
    std::size_t at_ = 0;
    int line_ = 1;
};

class Gate {
public:
    explicit Gate(const std::vector<Token>& tokens) : tokens_(tokens) {}

    void check() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            const Token& token = tokens_[i];
            switch (token.kind) {
                case Token::Kind::name:
                    check_name(i);
                    break;
                case Token::Kind::text:
                case Token::Kind::number:
                    if (++literals_ > literals_max) {
                        throw Refusal{token.line, fmt::format("expected at most {} literals", literals_max),
                                      token.text};
                    }
                    break;
                case Token::Kind::symbol:
                    check_symbol(token);
            }
        }
    }

private:
    bool is(std::size_t i, std::string_view text) const {
        return i < tokens_.size() && tokens_[i].kind != Token::Kind::text && tokens_[i].text == text;
    }

    void check_name(std::size_t i) {
        const Token& token = tokens_[i];
        if (token.text == "_ENV") {
            throw Refusal{token.line, "expected a script without _ENV: it cannot be renamed or replaced", token.text};
        }
        if (token.text == "local") {
            check_attributes(i + 1);
        } else if (token.text == "function") {
            deeper(token);
            blocks_.push_back('f');
            if (std::count(blocks_.begin(), blocks_.end(), 'f') > functions_nested_max) {
                throw Refusal{token.line,
                              fmt::format("expected at most {} functions inside each other", functions_nested_max),
                              token.text};
            }
        } else if (token.text == "do" || token.text == "if" || token.text == "repeat") {
            deeper(token);
            blocks_.push_back('b');
        } else if (token.text == "end" || token.text == "until") {
            shallower();
            if (!blocks_.empty()) {
                blocks_.pop_back();
            }
        } else if (token.text == "goto") {
            count_label(token);
        }
    }

    // local NAME <attribute>, NAME <attribute>
    void check_attributes(std::size_t i) {
        while (i < tokens_.size() && tokens_[i].kind == Token::Kind::name) {
            ++i;
            if (is(i, "<")) {
                throw Refusal{tokens_[i].line,
                              "expected a plain local variable but it has an attribute: <close> and "
                              "<const> are not offered",
                              tokens_[i].text};
            }
            if (!is(i, ",")) {
                return;
            }
            ++i;
        }
    }

    void check_symbol(const Token& token) {
        if (token.text == "(" || token.text == "{" || token.text == "[") {
            deeper(token);
        } else if (token.text == ")" || token.text == "}" || token.text == "]") {
            shallower();
        } else if (token.text == "::") {
            count_label(token);
        }
    }

    void deeper(const Token& token) {
        if (++depth_ > nesting_max && !left_out("nesting")) {
            throw Refusal{token.line, fmt::format("expected at most {} levels of nesting", nesting_max), token.text};
        }
    }
    void shallower() { depth_ -= depth_ > 0 ? 1 : 0; }

    void count_label(const Token& token) {
        if (++labels_ > labels_max) {
            throw Refusal{token.line, fmt::format("expected at most {} labels and gotos", labels_max), token.text};
        }
    }

    const std::vector<Token>& tokens_;
    std::string blocks_;
    int depth_ = 0;
    int literals_ = 0;
    int labels_ = 0;
};

class FactFinder {
public:
    explicit FactFinder(const std::vector<Token>& tokens) : tokens_(tokens) {}

    SourceFacts find() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            if (tokens_[i].kind == Token::Kind::name && i > 0 && is(i - 1, ".")) {
                member(i);
            } else if (tokens_[i].kind == Token::Kind::text && tokens_[i].text == "message.send") {
                facts_.talks = true;
            }
        }
        for (std::vector<std::string>* list : {&facts_.signals, &facts_.sets}) {
            std::sort(list->begin(), list->end());
            list->erase(std::unique(list->begin(), list->end()), list->end());
        }
        return std::move(facts_);
    }

private:
    bool is(std::size_t i, std::string_view text) const {
        return i < tokens_.size() && tokens_[i].kind != Token::Kind::text && tokens_[i].text == text;
    }
    bool is_text(std::size_t i) const { return i < tokens_.size() && tokens_[i].kind == Token::Kind::text; }

    void member(std::size_t i) {
        const std::string_view name = tokens_[i].text;
        if (name == "wait_for" || name == "wait_for_event") {
            facts_.waits = true;
            names_waited_for(i + 1);
        } else if (name == "ask") {
            facts_.waits = facts_.talks = true;
            facts_.signals.emplace_back("message.received");
        } else if (name == "http") {
            facts_.waits = true;
            facts_.signals.emplace_back("http.replied");
        } else if (name == "wait") {
            facts_.waits = true;
        } else if (name == "send") {
            facts_.talks = true;
        } else if (name == "vars") {
            variable_set(i + 1);
        }
    }

    // ("name" …  or  ({"one", "two"} …; anything else may be any name.
    void names_waited_for(std::size_t i) {
        if (is_text(i)) {  // wait_for "name"
            facts_.signals.emplace_back(tokens_[i].text);
            return;
        }
        const bool parenthesis = is(i, "(");
        if (parenthesis && is_text(i + 1) && (is(i + 2, ",") || is(i + 2, ")"))) {
            facts_.signals.emplace_back(tokens_[i + 1].text);
            return;
        }
        if (parenthesis && is(i + 1, "{")) {
            for (i += 2; is_text(i); i += 2) {
                facts_.signals.emplace_back(tokens_[i].text);
                if (!is(i + 1, ",")) {
                    ++i;
                    break;
                }
            }
            if (is(i, "}")) {
                return;
            }
        }
        facts_.signals.emplace_back("*");
    }

    void variable_set(std::size_t i) {
        if (is(i, ".") && i + 1 < tokens_.size() && tokens_[i + 1].kind == Token::Kind::name && is(i + 2, "=")) {
            facts_.sets.emplace_back(tokens_[i + 1].text);
        } else if (is(i, "[") && is_text(i + 1) && is(i + 2, "]") && is(i + 3, "=")) {
            facts_.sets.emplace_back(tokens_[i + 1].text);
        }
    }

    const std::vector<Token>& tokens_;
    SourceFacts facts_;
};

// Looks at the return statements of the chunk itself. A text counts where it can be what is returned: alone, or as the
// last of an `and`, or before or after an `or`.
class ReturnFinder {
public:
    explicit ReturnFinder(const std::vector<Token>& tokens) : tokens_(tokens) {}

    std::vector<std::string_view> find() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            if (is_word(i, "function")) {
                blocks_.push_back('f');
            } else if (is_word(i, "do") || is_word(i, "if") || is_word(i, "repeat")) {
                blocks_.push_back('b');
            } else if ((is_word(i, "end") || is_word(i, "until")) && !blocks_.empty()) {
                blocks_.pop_back();
            } else if (is_word(i, "return") && blocks_.find('f') == std::string::npos) {
                read_expression(i + 1);
            }
        }
        return std::move(names_);
    }

private:
    bool is_word(std::size_t i, std::string_view text) const {
        return i < tokens_.size() && tokens_[i].kind != Token::Kind::text && tokens_[i].text == text;
    }
    bool ends(std::size_t i) const {
        return i >= tokens_.size() || is_word(i, ";") || is_word(i, "end") || is_word(i, "else") ||
               is_word(i, "elseif") || is_word(i, "until");
    }

    void read_expression(std::size_t i) {
        int depth = 0;
        for (; !ends(i) && !is_word(i, "function"); ++i) {
            depth += is_word(i, "(") || is_word(i, "{") || is_word(i, "[") ? 1 : 0;
            depth -= is_word(i, ")") || is_word(i, "}") || is_word(i, "]") ? 1 : 0;
            const bool begins = is_word(i - 1, "return") || is_word(i - 1, "and") || is_word(i - 1, "or");
            if (depth == 0 && tokens_[i].kind == Token::Kind::text && begins && (ends(i + 1) || is_word(i + 1, "or"))) {
                names_.push_back(tokens_[i].text);
            }
        }
    }

    const std::vector<Token>& tokens_;
    std::string blocks_;
    std::vector<std::string_view> names_;
};

void check_characters(std::string_view source) {
    if (!source.empty() && source.front() == '\x1b') {
        throw Refusal{1, "expected text but this is a compiled chunk", source.substr(0, 1)};
    }
    if (!is_utf8(source)) {
        throw Refusal{1, "expected UTF-8 text but some bytes are not", source.substr(0, 0)};
    }
    int line = 1;
    for (const char& c : source) {
        line += c == '\n' ? 1 : 0;
        if ((static_cast<unsigned char>(c) < 0x20 && !is_blank(c)) || c == 0x7f) {
            throw Refusal{line, "expected text but it has a control character",
                          source.substr(static_cast<std::size_t>(&c - source.data()), 1)};
        }
    }
}

}  // namespace

Result<SourceFacts> scan(std::string_view source, std::string_view* refused) {
    try {
        if (!left_out("text_only")) {
            check_characters(source);
        }
        if (left_out("gate")) {
            return SourceFacts{};
        }
        const std::vector<Token> tokens = Reader(source).all();
        Gate(tokens).check();
        return FactFinder(tokens).find();
    } catch (const Refusal& refusal) {
        if (refused != nullptr) {
            *refused = refusal.where;
        }
        return Error{"script.invalid", fmt::format("line {}: {}", refusal.line, refusal.message)};
    }
}

std::vector<std::string_view> returned_names(std::string_view source) {
    const std::vector<Token> tokens = Reader(source).all();
    return ReturnFinder(tokens).find();
}

}  // namespace millrace::script
