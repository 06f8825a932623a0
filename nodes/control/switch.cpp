// Goes one of many ways by a value.

#include "engine/expression/template.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"
#include "nodes/option.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    expression::Expression value;
    std::vector<Option> options;
};

void describe(Fields<Settings>& fields) {
    fields.add("value", &Settings::value).label("Value").required();
    fields.add("options", &Settings::options).label("Ways").help("An output each; synonyms lead there too.").required();
}

class Switch final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Result<Value> value = context.evaluate(settings.value);
        if (!value) {
            return fail(value.error().code, value.error().message);
        }
        std::string text;
        expression::append_text(*value, text);
        const Option* option = match(settings.options, text);
        return leave_by(option == nullptr ? "otherwise" : option->value);
    }
};

}  // namespace

NodeType control_switch() {
    return node_type<Switch>("control.switch")
        .titled("Switch")
        .with_icon("arrows-split")
        .with_outputs({ok("otherwise", "The value is none of them.")})
        .with_outputs_from(OutputsFrom::options)
        .checked_by(check_options);
}

}  // namespace millrace::nodes
