#include "engine/expression/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "engine/expression/call.hpp"
#include "engine/expression/numbers.hpp"
#include "engine/expression/numeral.hpp"
#include "engine/expression/wording.hpp"

namespace millrace::expression {
namespace {

const Value true_value(true);
const Value false_value(false);
const Value* truth(bool b) {
    return b ? &true_value : &false_value;
}

}  // namespace

const Value* Evaluator::value(std::uint32_t index, Value& hold) {
    const Node& node = tree_.nodes[index];
    if (--budget_.steps < 0) {
        return fail(index, used_up(budget_));
    }
    switch (node.op) {
        case Op::constant:
            return &tree_.constants[node.a];
        case Op::reference:
            return &scope_.read(tree_.references[node.a]);
        case Op::index:
            return index_of(node, index, hold);
        case Op::call:
            return call(node, index, hold);
        case Op::concat:
            return concat(node, index, hold);
        case Op::logical_or: {
            const Value* left = value(node.a, hold);
            return !left || left->truthy() ? left : value(node.b, hold);
        }
        case Op::logical_and: {
            const Value* left = value(node.a, hold);
            return !left || !left->truthy() ? left : value(node.b, hold);
        }
        case Op::less:
        case Op::greater:
        case Op::at_most:
        case Op::at_least:
        case Op::unequal:
        case Op::equal:
            return compare(node, index);
        case Op::bit_or:
        case Op::bit_xor:
        case Op::bit_and:
        case Op::shift_left:
        case Op::shift_right:
            return bitwise(node, index, hold);
        case Op::add:
        case Op::subtract:
        case Op::multiply:
        case Op::divide:
        case Op::floor_divide:
        case Op::modulo:
        case Op::power:
            return arithmetic(node, index, hold);
        case Op::logical_not:
        case Op::length:
        case Op::negate:
        case Op::bit_not:
            return unary(node, index, hold);
    }
    return fail(index, "expected a known operator");
}

const Value* Evaluator::compare(const Node& node, std::uint32_t index) {
    Value left_hold;
    Value right_hold;
    Pair pair;
    if (!operands(node, pair, left_hold, right_hold)) {
        return nullptr;
    }
    const Value& left = *pair.left;
    const Value& right = *pair.right;
    if (node.op == Op::equal || node.op == Op::unequal) {
        return truth(equal_values(left, right) == (node.op == Op::equal));
    }
    std::partial_ordering order = std::partial_ordering::unordered;
    if (left.is_integer() && right.is_integer()) {
        order = left.as_integer() <=> right.as_integer();
    } else if (left.is_number() && right.is_number()) {
        order = compare_numbers(left, right);
    } else if (left.is_string() && right.is_string()) {
        order = left.as_string() <=> right.as_string();
    } else {
        return fail(index,
                    fmt::format("expected two numbers or two strings but {} is {} and {} is {}", tree_.quoted(node.a),
                                with_article(left), tree_.quoted(node.b), with_article(right)));
    }
    switch (node.op) {
        case Op::less:
            return truth(order < 0);
        case Op::greater:
            return truth(order > 0);
        case Op::at_most:
            return truth(order <= 0);
        default:
            return truth(order >= 0);
    }
}

const Value* Evaluator::arithmetic(const Node& node, std::uint32_t index, Value& hold) {
    Value left_hold;
    Value right_hold;
    Pair pair;
    if (!operands(node, pair, left_hold, right_hold)) {
        return nullptr;
    }
    if (!pair.left->is_number()) {
        return wrong_operand(index, node.a, *pair.left, Type::number());
    }
    if (!pair.right->is_number()) {
        return wrong_operand(index, node.b, *pair.right, Type::number());
    }
    const bool keeps_integers = node.op != Op::divide && node.op != Op::power;
    if (!keeps_integers || !pair.left->is_integer() || !pair.right->is_integer()) {
        hold = Value(expression::compute(node.op, pair.left->as_number(), pair.right->as_number()));
        return &hold;
    }
    if ((node.op == Op::floor_divide || node.op == Op::modulo) && pair.right->as_integer() == 0) {
        return fail(index, fmt::format("expected a divisor other than zero but {} is 0", tree_.quoted(node.b)));
    }
    hold = Value(expression::compute(node.op, pair.left->as_integer(), pair.right->as_integer()));
    return &hold;
}

const Value* Evaluator::bitwise(const Node& node, std::uint32_t index, Value& hold) {
    Value left_hold;
    Value right_hold;
    Pair pair;
    if (!operands(node, pair, left_hold, right_hold)) {
        return nullptr;
    }
    const auto left = as_exact_integer(*pair.left);
    if (!left) {
        return wrong_operand(index, node.a, *pair.left, Type::integer());
    }
    const auto right = as_exact_integer(*pair.right);
    if (!right) {
        return wrong_operand(index, node.b, *pair.right, Type::integer());
    }
    hold = Value(expression::compute(node.op, *left, *right));
    return &hold;
}

const Value* Evaluator::unary(const Node& node, std::uint32_t index, Value& hold) {
    const Value* operand = value(node.a, hold);
    if (!operand) {
        return nullptr;
    }
    if (node.op == Op::logical_not) {
        return truth(!operand->truthy());
    }
    if (node.op == Op::length) {
        return length(node, index, *operand, hold);
    }
    if (node.op == Op::negate) {
        return negate(node, index, *operand, hold);
    }
    const auto integer = as_exact_integer(*operand);
    if (!integer) {
        return wrong_operand(index, node.a, *operand, Type::integer());
    }
    hold = Value(~*integer);
    return &hold;
}

const Value* Evaluator::negate(const Node& node, std::uint32_t index, const Value& operand, Value& hold) {
    if (operand.is_integer()) {
        hold = Value(expression::compute(Op::subtract, std::int64_t{0}, operand.as_integer()));
        return &hold;
    }
    if (operand.is_number()) {
        hold = Value(-operand.as_number());
        return &hold;
    }
    return wrong_operand(index, node.a, operand, Type::number());
}

const Value* Evaluator::length(const Node& node, std::uint32_t index, const Value& operand, Value& hold) {
    if (operand.is_string()) {
        hold = Value(static_cast<std::int64_t>(operand.as_string().size()));
        return &hold;
    }
    if (operand.is_list()) {
        hold = Value(static_cast<std::int64_t>(operand.as_list().size()));
        return &hold;
    }
    return wrong_operand(index, node.a, operand, Type::string() | Type::list());
}

const Value* Evaluator::index_of(const Node& node, std::uint32_t index, Value& hold) {
    const Value* base = pinned(node.a, node.b, hold);
    if (!base) {
        return nullptr;
    }
    Value key_hold;
    const Value* key = operand(node.b, key_hold);
    if (!key || base->is_nil()) {
        return key ? &nil_value() : nullptr;
    }
    if (base->is_map()) {
        if (!key->is_string()) {
            return fail(index, fmt::format("expected a string as the key of a map but {} is {}", tree_.quoted(node.b),
                                           with_article(*key)));
        }
        return &base->as_map()[key->as_string()];
    }
    if (base->is_list()) {
        return list_item(node, index, base->as_list(), *key);
    }
    return wrong_operand(index, node.a, *base, Type::map() | Type::list());
}

const Value* Evaluator::list_item(const Node& node, std::uint32_t index, const List& list, const Value& key) {
    const auto place = as_exact_integer(key);
    if (!place) {
        return fail(index, fmt::format("expected an integer from 1 as the place in a list but {} is {}",
                                       tree_.quoted(node.b), with_article(key)));
    }
    if (*place < 1 || static_cast<std::uint64_t>(*place) > list.size()) {
        return &nil_value();
    }
    return &list[static_cast<std::size_t>(*place - 1)];
}

const Value* Evaluator::concat(const Node& node, std::uint32_t index, Value& hold) {
    std::string joined;
    for (std::uint32_t i = 0; i < node.b; ++i) {
        const std::uint32_t part_index = tree_.arguments[node.a + i];
        const Value* part = value(part_index, hold);
        if (!part) {
            return nullptr;
        }
        if (part->is_string()) {
            joined += part->as_string();
        } else if (part->is_integer()) {
            append_numeral(part->as_integer(), joined);
        } else if (part->is_number()) {
            append_numeral(part->as_number(), joined);
        } else {
            return wrong_operand(index, part_index, *part, Type::string() | Type::number());
        }
        if (static_cast<std::int64_t>(joined.size()) > budget_.bytes) {
            budget_.bytes = -1;
            return fail(index, used_up(budget_));
        }
    }
    budget_.bytes -= static_cast<std::int64_t>(joined.size());
    budget_.steps -= static_cast<std::int64_t>(joined.size() / 64);
    hold = Value(joined);
    return &hold;
}

const Value* Evaluator::call(const Node& node, std::uint32_t index, Value& hold) {
    const Function& function = functions()[node.function];
    std::array<Value, 4> few;
    std::vector<Value> many(node.b > few.size() ? node.b : 0);
    Value* const arguments = many.empty() ? few.data() : many.data();
    for (std::uint32_t i = 0; i < node.b; ++i) {
        const std::uint32_t argument = tree_.arguments[node.a + i];
        const Value* given = value(argument, arguments[i]);
        if (!given) {
            return nullptr;
        }
        if (given != &arguments[i]) {
            arguments[i] = *given;
        }
        const Parameter& parameter = function.parameters[std::min<std::size_t>(i, function.parameters.size() - 1)];
        if (!parameter.type.has(given->kind()) && !(parameter.optional && given->is_nil())) {
            return fail(index, fmt::format("expected {} as {} of {} but {} is {}{}", with_article(parameter.type),
                                           parameter.name, function.signature(), tree_.quoted(argument),
                                           with_article(*given), hint_for_nil(*given, parameter.type)));
        }
    }
    Call call(arguments, node.b, scope_, budget_);
    Value answer = function.run(call);
    if (call.problem()) {
        return fail(index, *call.problem());
    }
    hold = std::move(answer);
    return &hold;
}

bool Evaluator::operands(const Node& node, Pair& pair, Value& left, Value& right) {
    pair.left = pinned(node.a, node.b, left);
    if (!pair.left) {
        return false;
    }
    pair.right = operand(node.b, right);
    return pair.right != nullptr;
}

// A scope may move what it gave when it is asked for more, so what comes from it is copied, unless nothing more is
// read.
const Value* Evaluator::pinned(std::uint32_t index, std::uint32_t next, Value& hold) {
    const Value* found = operand(index, hold);
    if (found && found != &hold && !tree_.is_constant(next) && !tree_.is_constant(index)) {
        hold = *found;
        return &hold;
    }
    return found;
}

const Value* Evaluator::wrong_operand(std::uint32_t index, std::uint32_t operand, const Value& found, Type expected) {
    return fail(index, fmt::format("expected {} but {} is {}{}", with_article(expected), tree_.quoted(operand),
                                   with_article(found), hint_for_nil(found, expected)));
}

const Value* Evaluator::fail(std::uint32_t index, std::string sentence) {
    failed_at_ = index;
    const std::string_view part = tree_.text(index);
    const bool says_it = sentence.find(part) != std::string::npos;
    error_ = Error{"expression.failed",
                   says_it ? std::move(sentence) : fmt::format("{}, in {}", sentence, tree_.quoted(index))};
    return nullptr;
}

Result<Value> evaluate(const Expression& expression, Scope& scope, Budget& budget) {
    const Tree& tree = expression.tree();
    Evaluator evaluator(tree, scope, budget);
    Value hold;
    const Value* answer = evaluator.value(tree.root(), hold);
    if (!answer) {
        return evaluator.error();
    }
    if (answer == &hold) {
        return hold;
    }
    return *answer;
}

Result<Value> evaluate(const Expression& expression, Scope& scope) {
    Budget budget;
    return evaluate(expression, scope, budget);
}

Result<bool> test(const Expression& expression, Scope& scope, Budget& budget) {
    const Tree& tree = expression.tree();
    Evaluator evaluator(tree, scope, budget);
    Value hold;
    const Value* answer = evaluator.value(tree.root(), hold);
    if (!answer) {
        return evaluator.error();
    }
    return answer->truthy();
}

Result<bool> test(const Expression& expression, Scope& scope) {
    Budget budget;
    return test(expression, scope, budget);
}

}  // namespace millrace::expression
