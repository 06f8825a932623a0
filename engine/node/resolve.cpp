// Works out dynamic settings when a node is entered.

#include <fmt/format.h>

#include "engine/node/graph.hpp"

namespace millrace {
namespace {

Result<Value> work_out(const DynamicSetting& setting, SettingEvaluator& evaluator) {
    switch (setting.kind) {
        case DynamicSetting::Kind::template_text: {
            auto text = evaluator.render(setting.text);
            if (!text) {
                return text.error();
            }
            return Value(*text);
        }
        case DynamicSetting::Kind::expression:
            return evaluator.evaluate(setting.expression);
        case DynamicSetting::Kind::binding: {
            auto bound = evaluator.binding(setting.binding);
            if (bound && bound->is_nil()) {
                return Error{"flow.binding_unresolved",
                             fmt::format("expected the binding \"{}\" to be set but it is not", setting.binding)};
            }
            return bound;
        }
    }
    return Value();
}

// What an author could not see while drawing; `problems` come from judging values that were just worked out.
Error invalid(const GraphNode& node, const std::vector<Error>& problems) {
    const Error& first = problems.front();
    return {"flow.invalid_setting",
            fmt::format("{} at {} of node \"{}\"", first.message, first.pointer, node.id.view()), first.pointer};
}

}  // namespace

Result<Value> resolve_settings(const GraphNode& node, SettingEvaluator& evaluator) {
    const std::string base = fmt::format("/nodes/{}/settings", node.id.view());
    Value values = node.settings;
    std::vector<Error> problems;
    bool left_out = false;
    for (const DynamicSetting& setting : node.dynamic) {
        auto value = work_out(setting, evaluator);
        if (!value) {
            return Error{value.error().code, value.error().message, pointer_of(base, setting.path)};
        }
        left_out = left_out || value->is_nil();
        if (setting.spec) {
            FieldSpec spec = *setting.spec;
            spec.required = spec.required || (setting.element && spec.kind != FieldKind::any);
            check(spec, *value, pointer_of(base, setting.path), problems);
        }
        values = replaced_at(values, setting.path, std::move(*value));
    }
    if (!problems.empty()) {
        return invalid(node, problems);
    }
    if (left_out) {
        values = with_defaults(node.type->settings, values);
    }
    if (!node.dynamic.empty() && node.type->check_settings) {
        problems = node.type->check_settings(values);
        if (!problems.empty()) {
            problems.front().pointer = base + problems.front().pointer;
            return invalid(node, problems);
        }
    }
    return values;
}

Result<std::shared_ptr<const void>> prepare_settings(const Graph& graph, const GraphNode& node,
                                                     SettingEvaluator& evaluator) {
    if (node.dynamic.empty()) {
        return node.prepared;
    }
    auto values = resolve_settings(node, evaluator);
    if (!values) {
        return values.error();
    }
    const UsingExpressions using_expressions(graph.expressions);
    return node.type->behavior->prepare(*values);
}

}  // namespace millrace
