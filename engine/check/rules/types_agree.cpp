// What must go wrong whatever the values are: text plus a number, a list where a setting wants an integer, a default
// that is not of the variable's type.

#include <algorithm>

#include <fmt/format.h>

#include "engine/check/rules.hpp"
#include "engine/check/value_types.hpp"
#include "engine/flow/object_reader.hpp"

namespace millrace::checks {
namespace {

constexpr const char* code = "flow.type_clash";

void defaults(const Facts& facts, Report& report) {
    for (const flow::Variable& variable : facts.document.variables) {
        if (variable.default_value && clashes(type_of(*variable.default_value), type_named(variable.type))) {
            report.error(code, nullptr, pointer_of("/variables", {variable.name, "default"}),
                         fmt::format("expected the default of \"{}\" to be of type {} but found {}", variable.name,
                                     variable.type, flow::describe(*variable.default_value)),
                         "Correct the default, or the type of the variable.");
        }
    }
}

// The declared type of the variable that an expression of control.set and its like is for; null when there is none.
const flow::Variable* variable_set_by(const Facts& facts, const NodeFacts& node, const NodeSettings::Own& own) {
    if (own.path.size() != 2 || own.path[0] != node.type->sets_keys_of) {
        return nullptr;
    }
    const auto& variables = facts.document.variables;
    const auto found = std::find_if(variables.begin(), variables.end(),
                                    [&](const flow::Variable& one) { return one.name == own.path[1]; });
    return found == variables.end() ? nullptr : &*found;
}

}  // namespace

void types_agree(const Facts& facts, Report& report) {
    defaults(facts, report);
    const expression::TypeLookup lookup = types_known(facts);
    for (const Spot& spot : facts.spots) {
        const NodeFacts* node = spot.node == no_node ? nullptr : &facts[spot.node];
        const auto found = spot.text ? check_types(*spot.text, lookup) : check_types(*spot.expression, lookup);
        for (const expression::TypeProblem& problem : found.problems) {
            const TextPlace place = place_in(spot.source(), problem.at, problem.size);
            if (problem.fails) {
                report.error(code, node, spot.pointer, problem.message, "Correct the expression at the caret.", place);
            } else {
                report.warning(code, node, spot.pointer, "expected each part to matter but " + problem.message,
                               "Correct or remove the part at the caret.", place);
            }
        }
        if (found.problems.empty() && spot.spec && !spot.text && clashes(found.type, type_of(spot.spec->kind))) {
            report.error(code, node, spot.pointer,
                         fmt::format("expected a value of kind {} but the expression gives {}",
                                     to_text(spot.spec->kind), to_text(found.type)),
                         "Correct the expression so that it gives what the setting wants.");
        }
    }
    for (const NodeFacts& node : facts.nodes) {
        for (const NodeSettings::Own& own : node.settings.expressions) {
            const flow::Variable* variable = variable_set_by(facts, node, own);
            if (!variable) {
                continue;
            }
            const auto found = check_types(own.expression, lookup);
            if (found.problems.empty() && clashes(found.type, type_named(variable->type))) {
                report.error(
                    code, &node, pointer_of(node.pointer_to("settings"), own.path),
                    fmt::format("expected a value of type {} for the variable \"{}\" but the expression gives {}",
                                variable->type, variable->name, to_text(found.type)),
                    "Correct the expression, or the type of the variable.");
            }
        }
    }
}

}  // namespace millrace::checks
