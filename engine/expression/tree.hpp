#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/expression/vocabulary.hpp"
#include "engine/value/value.hpp"

namespace millrace::expression {

// clang-format off
enum class Op : std::uint8_t {
    constant,   // a: index into constants
    reference,  // a: index into references
    index,      // a[b]
    call,       // function, over arguments a … a+b
    concat,     // over arguments a … a+b
    logical_or, logical_and,
    less, greater, at_most, at_least, unequal, equal,
    bit_or, bit_xor, bit_and, shift_left, shift_right,
    add, subtract, multiply, divide, floor_divide, modulo, power,
    logical_not, length, negate, bit_not,  // of a
};
// clang-format on
std::string_view to_text(Op op);  // as it is written: "+", "not"

struct Span {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
};

struct Node {
    Op op = Op::constant;
    std::uint16_t function = 0;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    Span place;  // in the source
};

// What an Expression shares: nodes in one array, children before parents, the whole last.
struct Tree {
    std::string source;
    std::uint32_t base = 0;  // where the source begins in the whole text: a template, for a hole of one
    std::vector<Node> nodes;
    std::vector<std::uint32_t> arguments;
    std::vector<Value> constants;
    std::vector<Reference> references;
    bool asks_time = false;

    std::uint32_t root() const { return static_cast<std::uint32_t>(nodes.size() - 1); }
    bool is_constant(std::uint32_t node) const { return nodes[node].op == Op::constant; }
    const Value& constant(std::uint32_t node) const { return constants[nodes[node].a]; }
    std::string_view text(std::uint32_t node) const {
        return std::string_view(source).substr(nodes[node].place.at, nodes[node].place.size);
    }
    // The same, for a message: in back-quotes, cut where it is long.
    std::string quoted(std::uint32_t node) const;
};

}  // namespace millrace::expression
