#include "engine/expression/places.hpp"

#include "engine/base/text.hpp"
#include "engine/expression/evaluator.hpp"
#include "engine/expression/template_reader.hpp"

namespace millrace::expression {
namespace {

Span place_in_whole(const Tree& tree, std::uint32_t node) {
    return {tree.base + tree.nodes[node].place.at, tree.nodes[node].place.size};
}

Trial try_out_within(const Expression& expression, Scope& scope, Budget& budget) {
    const Tree& tree = expression.tree();
    Evaluator evaluator(tree, scope, budget);
    Value hold;
    const Value* answer = evaluator.value(tree.root(), hold);
    if (!answer) {
        return {evaluator.error(), place_in_whole(tree, evaluator.failed_at())};
    }
    return {*answer};
}

}  // namespace

std::optional<Mistake> mistake_in(std::string_view source, const Vocabulary& vocabulary) {
    if (!is_utf8(source)) {
        return not_utf8(source, "the expression");
    }
    Parser parser(source, 0, source.size(), vocabulary);
    parser.read();
    return parser.mistake();
}

std::optional<Mistake> mistake_in_template(std::string_view source, const Vocabulary& vocabulary) {
    std::vector<Template::Part> parts;
    return read_template(source, vocabulary, parts);
}

std::optional<Span> place_of(const Expression& expression, const Reference& reference) {
    const Tree& tree = expression.tree();
    for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
        if (tree.nodes[i].op == Op::reference && tree.references[tree.nodes[i].a] == reference) {
            return place_in_whole(tree, i);
        }
    }
    return std::nullopt;
}

std::optional<Span> place_of(const Template& text, const Reference& reference) {
    for (const Template::Part& part : text.parts()) {
        if (auto place = place_of(part.expression, reference)) {
            return place;
        }
    }
    return std::nullopt;
}

Trial try_out(const Expression& expression, Scope& scope) {
    Budget budget;
    return try_out_within(expression, scope, budget);
}

Trial try_out(const Template& text, Scope& scope) {
    Budget budget;
    for (const Template::Part& part : text.parts()) {
        if (Trial hole = try_out_within(part.expression, scope, budget); !hole.value) {
            return hole;
        }
    }
    const Result<String> rendered = render(text, scope);
    return {rendered ? Result<Value>(Value(*rendered)) : Result<Value>(rendered.error())};
}

}  // namespace millrace::expression
