#pragma once

#include <optional>

#include "engine/expression/expression.hpp"
#include "engine/expression/lexer.hpp"
#include "engine/expression/places.hpp"
#include "engine/expression/tree.hpp"

namespace millrace::expression {

// Lua's operator precedence parser over one part of a text. After the first problem it sees only the end of the text,
// so that every loop stops by itself; what it then built is thrown away.
class Parser {
public:
    Parser(std::string_view whole, std::size_t begin, std::size_t end, const Vocabulary& vocabulary);

    Result<Expression> run();
    // Reads it, without making an Expression of it.
    void read();
    const std::optional<Mistake>& mistake() const { return mistake_; }

private:
    using Index = std::uint32_t;

    Index binary(int limit);
    Index unary();
    Index concat(Index first);
    Index primary();
    Index suffixed(Index base);
    Index parenthesised();
    Index call(const Token& name);
    Index reference(const Token& name);
    Index unknown_name(const Token& name);
    Index member();
    void check_arguments(const Token& name, std::uint16_t function, std::size_t given);

    Index add(Node node, int height);
    Index add_constant(Value value, Span place);
    Index add_reference(Reference reference, Span place);
    Span since(std::size_t at) const;  // from there to the end of the last token taken
    std::size_t begin_of(Index node) const { return base_ + tree_.nodes[node].place.at; }

    Token take();
    bool take_if(std::string_view symbol);
    void expect(std::string_view symbol, std::string_view what);
    Index unexpected(std::string_view expected);
    Index fail(std::size_t at, std::string sentence);

    std::string_view whole_;
    std::size_t base_;  // where the expression's own source begins
    std::size_t end_;
    const Vocabulary& vocabulary_;
    Lexer lexer_;
    Token token_;
    std::size_t taken_to_;
    int nesting_ = 0;
    Tree tree_;
    std::vector<int> heights_;  // of each node
    std::optional<Mistake> mistake_;
};

}  // namespace millrace::expression
