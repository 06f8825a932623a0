// Conditions, templates and computed settings must be expressions of the language, and name only what scopes have.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/check/rules.hpp"
#include "engine/check/value_types.hpp"

namespace millrace::checks {
namespace {

constexpr const char* code = "flow.invalid_expression";

// `contact.nmae`: a scope that lists its members has no others.
void members_exist(const Facts& facts, const Spot& spot, Report& report) {
    for (const expression::Reference& reference : spot.references()) {
        const auto slip = unknown_member(reference, facts.words, *facts.world.vocabulary);
        if (slip) {
            report.error(code, spot.node == no_node ? nullptr : &facts[spot.node], spot.pointer, slip->sentence,
                         report.did_you_mean(reference.path.front(), slip->members,
                                             fmt::format("{} has {}.", slip->scope, fmt::join(slip->members, ", "))),
                         spot.place_of(reference));
        }
    }
}

}  // namespace

void expressions_parse(const Facts& facts, Report& report) {
    const std::string fix = "Correct the expression at the caret.";
    for (const auto& [error, place] : facts.broken_conditions) {
        report.error(code, nullptr, error.pointer, error.message, fix, place);
    }
    for (const NodeFacts& node : facts.nodes) {
        for (std::size_t i = 0; i < node.settings.problems.size(); ++i) {
            const Error& problem = node.settings.problems[i];
            if (problem.code == code) {
                const auto place = node.settings.places.find(i);
                report.error(code, &node, problem.pointer, problem.message, fix,
                             place == node.settings.places.end() ? std::nullopt : std::optional(place->second));
            }
        }
    }
    for (const Spot& spot : facts.spots) {
        members_exist(facts, spot, report);
    }
}

}  // namespace millrace::checks
