#pragma once

#include "engine/expression/tree.hpp"
#include "engine/expression/type.hpp"

namespace millrace::expression {

// One walk over the tree that works out the kinds each part may have and collects what cannot work.
class TypeCheck {
public:
    TypeCheck(const Tree& tree, const TypeLookup& lookup, std::vector<TypeProblem>& problems)
        : tree_(tree), lookup_(lookup), problems_(problems) {}

    Type of(std::uint32_t index);

private:
    Type compare(const Node& node, std::uint32_t index);
    Type arithmetic(const Node& node);
    Type index_of(const Node& node, std::uint32_t index);
    Type call(const Node& node);
    void argument(const Node& node, std::size_t place, Type given);
    void expect(std::uint32_t operand, Type given, Type wanted);
    void complain(std::uint32_t index, std::string sentence, bool fails = true);

    const Tree& tree_;
    const TypeLookup& lookup_;
    std::vector<TypeProblem>& problems_;
};

}  // namespace millrace::expression
