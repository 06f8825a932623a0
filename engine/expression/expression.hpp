#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/expression/vocabulary.hpp"

namespace millrace::expression {

struct Tree;

// Gives a reference the number by which the Scope will find it, or -1.
using Binder = std::function<int(const Reference&)>;

// A condition or a computed value: the expression part of Lua 5.4, parsed once. Immutable and shared: a copy costs one
// increment. Made by parse(); a default one is `nil`.
class Expression {
public:
    Expression();
    explicit Expression(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}

    const std::string& source() const;
    // Each distinct thing read, in the order of first mention.
    const std::vector<Reference>& references() const;
    // Reads nothing and does not ask for the time: always the same value.
    bool is_constant() const;
    // The same expression, its references numbered for one Scope. Evaluation then passes numbers, not names.
    Expression bind(const Binder& binder) const;

    const Tree& tree() const { return *tree_; }
    friend bool operator==(const Expression& a, const Expression& b) { return a.source() == b.source(); }

private:
    std::shared_ptr<const Tree> tree_;
};

constexpr std::size_t source_bytes_max = 16 * 1024;
constexpr int nesting_max = 200;

// An error has code "flow.invalid_expression"; its message shows the line and a caret under the place.
Result<Expression> parse(std::string_view source, const Vocabulary& vocabulary);

}  // namespace millrace::expression
