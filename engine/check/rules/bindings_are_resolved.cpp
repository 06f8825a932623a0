// A setting may name only bindings that the flow declares; before a publish these must be set, and be of their kind.

#include <algorithm>

#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

constexpr const char* code = "flow.binding_unresolved";

void uses(const Facts& facts, const NodeFacts& node, Report& report) {
    const auto& declared = facts.document.bindings;
    for (const DynamicSetting& setting : node.settings.dynamic) {
        if (setting.kind != DynamicSetting::Kind::binding) {
            continue;
        }
        const std::string pointer = pointer_of(node.pointer_to("settings"), setting.path);
        const auto found = std::find_if(declared.begin(), declared.end(),
                                        [&](const flow::Binding& one) { return one.name == setting.binding; });
        if (found == declared.end()) {
            std::vector<std::string> names;
            names.reserve(declared.size());
            for (const flow::Binding& binding : declared) {
                names.push_back(binding.name);
            }
            report.error(code, &node, pointer,
                         fmt::format("expected a binding of this flow but found \"{}\"", setting.binding),
                         report.did_you_mean(setting.binding, names, "Declare it under `bindings` with its kind."));
        } else if (setting.spec && !found->kind.empty() && found->kind != to_text(setting.spec->kind)) {
            report.error("flow.type_clash", &node, pointer,
                         fmt::format("expected a binding of kind {} but \"{}\" is of kind {}",
                                     to_text(setting.spec->kind), setting.binding, found->kind),
                         "Name another binding, or change its kind under `bindings`.");
        }
    }
}

void declaration(const Facts& facts, const flow::Binding& binding, Report& report) {
    const std::string pointer = pointer_of("/bindings", {binding.name});
    if (binding.kind.empty()) {
        return;
    }
    if (!parse_field_kind(binding.kind)) {
        report.error("flow.invalid_setting", nullptr, pointer + "/kind",
                     fmt::format("expected the kind of a setting but found \"{}\"", binding.kind),
                     "Write a kind such as queue, team, calendar, credential, string or url.");
        return;
    }
    if (!facts.world.bound) {
        return;
    }
    const auto bound = facts.world.bound(binding.name);
    if (!bound) {
        report.error(code, nullptr, pointer,
                     fmt::format("expected the binding \"{}\" to be set here but it is not", binding.name),
                     fmt::format("Set it to a {} on the flow's page of bindings.", binding.kind));
    } else if (*bound != binding.kind) {
        report.error(code, nullptr, pointer,
                     fmt::format("expected the binding \"{}\" to be set to a {} but it is set to a {}", binding.name,
                                 binding.kind, *bound),
                     fmt::format("Set it to a {} on the flow's page of bindings.", binding.kind));
    }
}

}  // namespace

void bindings_are_resolved(const Facts& facts, Report& report) {
    for (const flow::Binding& binding : facts.document.bindings) {
        declaration(facts, binding, report);
    }
    for (const NodeFacts& node : facts.nodes) {
        uses(facts, node, report);
    }
}

}  // namespace millrace::checks
