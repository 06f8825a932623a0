// Conditions, templates and computed settings must be expressions of the language, and name only what scopes have.

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

constexpr const char* code = "flow.invalid_expression";

// `contact.nmae`: a scope that lists its members has no others.
void members_exist(const Facts& facts, const Spot& spot, Report& report) {
    for (const expression::Reference& reference : spot.references()) {
        if (reference.root < root_scopes || reference.path.empty()) {
            continue;
        }
        const std::string& scope = facts.words.roots[static_cast<std::size_t>(reference.root)].name;
        const Schema& members = facts.world.vocabulary->scope(scope)->members;
        if (members.fields.empty() || members.find(reference.path.front())) {
            continue;
        }
        std::vector<std::string> names;
        for (const FieldSpec& member : members.fields) {
            names.push_back(member.key);
        }
        report.error(
            code, spot.node == no_node ? nullptr : &facts[spot.node], spot.pointer,
            fmt::format("expected a member of {} but found \"{}\"", scope, utf8_prefix(reference.path.front(), 80)),
            report.did_you_mean(reference.path.front(), names,
                                fmt::format("{} has {}.", scope, fmt::join(names, ", "))));
    }
}

}  // namespace

void expressions_parse(const Facts& facts, Report& report) {
    const std::string fix = "Correct the expression at the caret.";
    for (const Error& broken : facts.broken_conditions) {
        report.error(code, nullptr, broken.pointer, broken.message, fix);
    }
    for (const NodeFacts& node : facts.nodes) {
        for (const Error& problem : node.settings.problems) {
            if (problem.code == code) {
                report.error(code, &node, problem.pointer, problem.message, fix);
            }
        }
    }
    for (const Spot& spot : facts.spots) {
        members_exist(facts, spot, report);
    }
}

}  // namespace millrace::checks
