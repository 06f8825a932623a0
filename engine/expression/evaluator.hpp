#pragma once

#include <optional>

#include "engine/expression/evaluate.hpp"
#include "engine/expression/tree.hpp"
#include "engine/expression/type.hpp"

namespace millrace::expression {

// One walk over the tree. Answers are pointers, to a constant, into the scope, or to the caller's `hold`, so that a
// comparison copies nothing. A null pointer means that it failed and error() says why.
class Evaluator {
public:
    Evaluator(const Tree& tree, Scope& scope, Budget& budget) : tree_(tree), scope_(scope), budget_(budget) {}

    const Value* value(std::uint32_t index, Value& hold);
    const Error& error() const { return *error_; }
    std::uint32_t failed_at() const { return failed_at_; }  // the node

private:
    struct Pair {
        const Value* left;
        const Value* right;
    };

    const Value* compare(const Node& node, std::uint32_t index);
    const Value* arithmetic(const Node& node, std::uint32_t index, Value& hold);
    const Value* bitwise(const Node& node, std::uint32_t index, Value& hold);
    const Value* unary(const Node& node, std::uint32_t index, Value& hold);
    const Value* negate(const Node& node, std::uint32_t index, const Value& operand, Value& hold);
    const Value* length(const Node& node, std::uint32_t index, const Value& operand, Value& hold);
    const Value* index_of(const Node& node, std::uint32_t index, Value& hold);
    const Value* list_item(const Node& node, std::uint32_t index, const List& list, const Value& key);
    const Value* concat(const Node& node, std::uint32_t index, Value& hold);
    const Value* call(const Node& node, std::uint32_t index, Value& hold);

    // value() for what is mostly a name or a constant, without a call for those.
    const Value* operand(std::uint32_t index, Value& hold) {
        const Node& node = tree_.nodes[index];
        if (node.op <= Op::reference && --budget_.steps >= 0) {
            return node.op == Op::constant ? &tree_.constants[node.a] : &scope_.read(tree_.references[node.a]);
        }
        return value(index, hold);
    }
    // Both operands, from the left. The left one stays valid while the right one is read.
    bool operands(const Node& node, Pair& pair, Value& left, Value& right);
    const Value* pinned(std::uint32_t index, std::uint32_t next, Value& hold);
    const Value* wrong_operand(std::uint32_t index, std::uint32_t operand, const Value& found, Type expected);
    const Value* fail(std::uint32_t index, std::string sentence);

    const Tree& tree_;
    Scope& scope_;
    Budget& budget_;
    std::optional<Error> error_;
    std::uint32_t failed_at_ = 0;
};

}  // namespace millrace::expression
