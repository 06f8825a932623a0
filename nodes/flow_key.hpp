#pragma once

#include <string>

#include "engine/node/node_context.hpp"
#include "engine/node/setting_kinds.hpp"
#include "engine/value/fields.hpp"

namespace millrace::nodes {

struct FlowKey {
    std::string value;
};

// name → expression as a map of values; the error is the first that failed.
inline Result<Value> evaluate_all(const NamedExpressions& expressions, const NodeContext& context) {
    Map values;
    for (const auto& [name, expression] : expressions) {
        Result<Value> value = context.evaluate(expression);
        if (!value) {
            return value.error();
        }
        values.set(name, std::move(*value));
    }
    return Value(std::move(values));
}

}  // namespace millrace::nodes

namespace millrace {

template <>
struct FieldTraits<nodes::FlowKey> : detail::TextTraits<nodes::FlowKey, &nodes::FlowKey::value, FieldKind::flow> {};

}  // namespace millrace
