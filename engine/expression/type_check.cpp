#include "engine/expression/type_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/expression/complaint.hpp"
#include "engine/expression/function.hpp"
#include "engine/expression/paths.hpp"
#include "engine/expression/wording.hpp"

namespace millrace::expression {

Type TypeCheck::of(std::uint32_t index) {
    const Node& node = tree_.nodes[index];
    // clang-format off
    switch (node.op) {
        case Op::constant: return Type::of(tree_.constant(index).kind());
        case Op::reference: return lookup_(tree_.references[node.a]);
        case Op::index: return index_of(node, index);
        case Op::call: return call(node);
        case Op::concat:
            for (std::uint32_t i = 0; i < node.b; ++i) {
                const std::uint32_t part = tree_.arguments[node.a + i];
                expect(part, of(part), Type::string() | Type::number());
            }
            return Type::string();
        case Op::logical_or: {
            const Type left = of(node.a);
            return (left - Type::nil()) | of(node.b);
        }
        case Op::logical_and: {
            const Type left = of(node.a);
            return (left & (Type::nil() | Type::boolean())) | of(node.b);
        }
        case Op::less: case Op::greater: case Op::at_most: case Op::at_least: case Op::unequal: case Op::equal:
            return compare(node, index);
        case Op::bit_or: case Op::bit_xor: case Op::bit_and: case Op::shift_left: case Op::shift_right:
            expect(node.a, of(node.a), Type::number());
            expect(node.b, of(node.b), Type::number());
            return Type::integer();
        case Op::add: case Op::subtract: case Op::multiply: case Op::divide: case Op::floor_divide: case Op::modulo:
        case Op::power:
            return arithmetic(node);
        case Op::logical_not: of(node.a); return Type::boolean();
        case Op::length: expect(node.a, of(node.a), Type::string() | Type::list()); return Type::integer();
        case Op::negate: {
            const Type operand = of(node.a);
            expect(node.a, operand, Type::number());
            return operand.may_be(Type::number()) ? operand & Type::number() : Type::number();
        }
        case Op::bit_not: expect(node.a, of(node.a), Type::number()); return Type::integer();
    }
    // clang-format on
    return Type::any();
}

Type TypeCheck::compare(const Node& node, std::uint32_t index) {
    const Type left = of(node.a);
    const Type right = of(node.b);
    const auto numbers_alike = [](Type type) { return type.may_be(Type::number()) ? type | Type::number() : type; };
    if (node.op == Op::equal || node.op == Op::unequal) {
        if (left != Type::nil() && right != Type::nil() && !numbers_alike(left).may_be(numbers_alike(right))) {
            complain(index,
                     fmt::format("{} is {} and {} is {}: they are never equal", tree_.quoted(node.a),
                                 with_article(left), tree_.quoted(node.b), with_article(right)),
                     false);
        }
        return Type::boolean();
    }
    const auto both = [&](Type kind) { return left.may_be(kind) && right.may_be(kind); };
    if (!both(Type::number()) && !both(Type::string())) {
        complain(index,
                 fmt::format("expected two numbers or two strings but {} is {} and {} is {}", tree_.quoted(node.a),
                             with_article(left), tree_.quoted(node.b), with_article(right)));
    }
    return Type::boolean();
}

Type TypeCheck::arithmetic(const Node& node) {
    const Type left = of(node.a);
    const Type right = of(node.b);
    expect(node.a, left, Type::number());
    expect(node.b, right, Type::number());
    if (node.op == Op::divide || node.op == Op::power) {
        return Type::real();
    }
    const bool by_zero = (node.op == Op::floor_divide || node.op == Op::modulo) && tree_.is_constant(node.b) &&
                         tree_.constant(node.b).is_integer() && tree_.constant(node.b).as_integer() == 0;
    if (by_zero && left.is_only(Type::integer())) {
        complain(node.b, "expected a divisor other than zero but it is 0");
    }
    if (!left.may_be(Type::real()) && !right.may_be(Type::real())) {
        return Type::integer();
    }
    return left.may_be(Type::integer()) && right.may_be(Type::integer()) ? Type::number() : Type::real();
}

Type TypeCheck::index_of(const Node& node, std::uint32_t index) {
    const Type base = of(node.a);
    const Type key = of(node.b);
    expect(node.a, base, Type::map() | Type::list() | Type::nil());
    const auto fits = [&](Type container, Type wanted) { return base.may_be(container) && key.may_be(wanted); };
    if (base.may_be(Type::map() | Type::list()) && !base.may_be(Type::nil()) && !fits(Type::map(), Type::string()) &&
        !fits(Type::list(), Type::number())) {
        complain(node.b, fmt::format("expected {} but {} is {}",
                                     base.may_be(Type::map()) ? "a string as the key of a map"
                                                              : "an integer from 1 as the place in a list",
                                     tree_.quoted(node.b), with_article(key)));
    }
    const auto path = path_of(tree_, index);
    return path ? lookup_(*path) : Type::any();
}

Type TypeCheck::call(const Node& node) {
    const Function& function = functions()[node.function];
    bool integers = true;
    for (std::uint32_t i = 0; i < node.b; ++i) {
        const Type given = of(tree_.arguments[node.a + i]);
        integers = integers && given.is_only(Type::integer());
        argument(node, i, given);
    }
    // What min, abs and their like take from integers is an integer.
    return function.result == Type::number() && integers ? Type::integer() : function.result;
}

void TypeCheck::argument(const Node& node, std::size_t place, Type given) {
    const Function& function = functions()[node.function];
    const Parameter& parameter = function.parameters[std::min(place, function.parameters.size() - 1)];
    const std::uint32_t argument = tree_.arguments[node.a + place];
    const Type wanted = parameter.optional ? parameter.type | Type::nil() : parameter.type;
    if (!given.may_be(wanted)) {
        complain(argument,
                 fmt::format("expected {} as {} of {} but {} is {}", with_article(parameter.type), parameter.name,
                             function.signature(), tree_.quoted(argument), with_article(given)));
        return;
    }
    if (function.check_literal && tree_.is_constant(argument) && !tree_.constant(argument).is_nil()) {
        if (const std::string problem = function.check_literal(place, tree_.constant(argument)); !problem.empty()) {
            complain(argument, problem);
        }
    }
}

void TypeCheck::expect(std::uint32_t operand, Type given, Type wanted) {
    if (!given.may_be(wanted)) {
        complain(operand, fmt::format("expected {} but {} is {}", with_article(wanted), tree_.quoted(operand),
                                      with_article(given)));
    }
}

void TypeCheck::complain(std::uint32_t index, std::string sentence, bool fails) {
    const Span place = tree_.nodes[index].place;
    problems_.push_back(
        {point_at(tree_.source, place.at, sentence), fails, sentence, tree_.base + place.at, place.size});
}

TypeReport check_types(const Expression& expression, const TypeLookup& lookup) {
    TypeReport report;
    report.type = TypeCheck(expression.tree(), lookup, report.problems).of(expression.tree().root());
    return report;
}

TypeReport check_types(const Template& text, const TypeLookup& lookup) {
    TypeReport report;
    for (const Template::Part& part : text.parts()) {
        TypeCheck(part.expression.tree(), lookup, report.problems).of(part.expression.tree().root());
    }
    report.type = Type::string();
    return report;
}

}  // namespace millrace::expression
