#include "engine/expression/expression.hpp"

#include <array>

#include "engine/base/text.hpp"
#include "engine/expression/complaint.hpp"
#include "engine/expression/parser.hpp"

namespace millrace::expression {
namespace {

const std::shared_ptr<const Tree>& nil_tree() {
    static const auto tree = [] {
        Tree made;
        made.source = "nil";
        made.constants.emplace_back();
        made.nodes.push_back(Node{Op::constant, 0, 0, 0, {0, 3}});
        return std::make_shared<const Tree>(std::move(made));
    }();
    return tree;
}

}  // namespace

Result<Expression> parse(std::string_view source, const Vocabulary& vocabulary) {
    if (!is_utf8(source)) {
        return Error{"flow.invalid_expression", "expected UTF-8 but the expression has other bytes"};
    }
    return Parser(source, 0, source.size(), vocabulary).run();
}

Expression::Expression() : tree_(nil_tree()) {}

const std::string& Expression::source() const {
    return tree_->source;
}

const std::vector<Reference>& Expression::references() const {
    return tree_->references;
}

bool Expression::is_constant() const {
    return tree_->references.empty() && !tree_->asks_time;
}

Expression Expression::bind(const Binder& binder) const {
    if (tree_->references.empty()) {
        return *this;
    }
    auto bound = std::make_shared<Tree>(*tree_);
    for (Reference& reference : bound->references) {
        reference.slot = binder(reference);
    }
    return Expression(std::move(bound));
}

std::string Tree::quoted(std::uint32_t node) const {
    return quote(text(node));
}

std::string_view to_text(Op op) {
    constexpr std::array<std::string_view, 29> texts = {
        "",  "",   "[",  "(", "..", "or", "and", "<",  ">", "<=", ">=",  "~=", "==", "|", "~",
        "&", "<<", ">>", "+", "-",  "*",  "/",   "//", "%", "^",  "not", "#",  "-",  "~"};
    static_assert(texts.size() == static_cast<std::size_t>(Op::bit_not) + 1);
    return texts[static_cast<std::size_t>(op)];
}

}  // namespace millrace::expression
