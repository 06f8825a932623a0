// Sets variables to the values of expressions.

#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    NamedExpressions values;
};

void describe(Fields<Settings>& fields) {
    fields.add("values", &Settings::values)
        .label("Variables")
        .help("Each expression sees the variables as they were before this node.")
        .required();
}

class Set final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        Step step = leave_by("done");
        for (const auto& [name, expression] : settings.values) {
            Result<Value> value = context.evaluate(expression);
            if (!value) {
                return fail(value.error().code, value.error().message);
            }
            step.variables.emplace_back(name, std::move(*value));
        }
        return step;
    }
};

}  // namespace

NodeType control_set() {
    return node_type<Set>("control.set")
        .titled("Set variables")
        .with_icon("variable")
        .with_outputs({ok("done", "They are set.")})
        .setting_keys_of("values");
}

}  // namespace millrace::nodes
