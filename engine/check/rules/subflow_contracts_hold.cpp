// A called flow must be published and get the inputs it asks for, of their types.

#include <algorithm>

#include <fmt/format.h>

#include "engine/check/rules.hpp"
#include "engine/check/value_types.hpp"

namespace millrace::checks {
namespace {

using expression::Type;

constexpr const char* code = "flow.subflow_contract";

// What a member of the input will be, as far as that is known before a run.
Type type_given(const Facts& facts, const NodeFacts& node, const std::string& name) {
    const std::vector<std::string> path = {"input", name};
    const expression::TypeLookup lookup = types_known(facts);
    for (const NodeSettings::Own& own : node.settings.expressions) {
        if (own.path == path) {
            return check_types(own.expression, lookup).type;
        }
    }
    for (const DynamicSetting& setting : node.settings.dynamic) {
        if (setting.path == path) {
            return setting.kind == DynamicSetting::Kind::expression      ? check_types(setting.expression, lookup).type
                   : setting.kind == DynamicSetting::Kind::template_text ? Type::string()
                                                                         : Type::any();
        }
    }
    const Value& literal = node.settings.values["input"][name];
    return type_of(literal);
}

bool is_dynamic(const NodeFacts& node, const std::string& setting) {
    return std::any_of(node.settings.dynamic.begin(), node.settings.dynamic.end(),
                       [&](const DynamicSetting& one) { return one.path.size() == 1 && one.path.front() == setting; });
}

void inputs(const Facts& facts, const NodeFacts& node, const std::string& flow, const World::Callee& callee,
            Report& report) {
    const Value& given = node.settings.values["input"];
    const std::string pointer = node.pointer_to("settings/input");
    std::vector<std::string> names;
    for (const flow::Input& input : callee.input) {
        names.push_back(input.name);
        const std::string at = pointer_of(pointer, {input.name});
        if (given[input.name].is_nil()) {
            if (input.required) {
                report.error(
                    code, &node, at,
                    fmt::format("expected the input \"{}\" that \"{}\" requires but it is missing", input.name, flow),
                    fmt::format("Give \"{}\" a value.", input.name));
            }
            continue;
        }
        const Type type = type_given(facts, node, input.name);
        if (clashes(type, type_named(input.type))) {
            report.error(code, &node, at,
                         fmt::format("expected the input \"{}\" of \"{}\" to be of type {} but it is {}", input.name,
                                     flow, input.type, to_text(type)),
                         "Give it a value of that type.");
        }
    }
    for (const auto& [name, value] : given.is_map() ? given.as_map() : Map()) {
        if (std::find(names.begin(), names.end(), name.view()) == names.end()) {
            report.error(
                code, &node, pointer_of(pointer, {name.str()}),
                fmt::format("expected an input that \"{}\" declares but found \"{}\"", flow, name.view()),
                report.did_you_mean(name.view(), names, fmt::format("Declare it in \"{}\", or remove it.", flow)));
        }
    }
}

}  // namespace

void subflow_contracts_hold(const Facts& facts, Report& report) {
    for (const NodeFacts& node : facts.nodes) {
        const Value& flow = node.settings.values["flow"];
        if (node.role() != Role::subflow || !flow.is_string() || flow.as_string().empty()) {
            continue;
        }
        const std::string key(flow.as_string());
        if (!facts.world.callee && key != facts.document.key) {
            continue;
        }
        const auto& callee = facts.callee(key);
        if (!callee) {
            report.error(code, &node, node.pointer_to("settings/flow"),
                         fmt::format("expected the key of a published flow but there is no \"{}\"", key),
                         "Publish that flow first, or name another.");
        } else if (!is_dynamic(node, "input")) {
            inputs(facts, node, key, *callee, report);
        }
    }
}

}  // namespace millrace::checks
