#pragma once

#include <optional>
#include <vector>

#include "engine/expression/template.hpp"
#include "engine/expression/tree.hpp"

namespace millrace::expression {

// Every distinct chain of constant names that an expression reads, as long as it goes: `event.order.lines` of
// `#event.order.lines > 0`, whatever the root's depth. For checks, completion and finding who uses what.
std::vector<Reference> paths(const Expression& expression);
std::vector<Reference> paths(const Template& text);

// The chain that ends in this node, if it is one.
std::optional<Reference> path_of(const Tree& tree, std::uint32_t index);

}  // namespace millrace::expression
