// Sends one of the org's reusable texts, its placeholders filled in.

#include "engine/expression/template.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"
#include "nodes/placeholders.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    std::string name;
    NamedExpressions values;
};

void describe(Fields<Settings>& fields) {
    fields.add("template", &Settings::name).label("Template").help("The key of a text of the org.").required();
    fields.add("values", &Settings::values).label("Values").help("What stands in the places of its {{names}}.");
}

class Template final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Value& text = context.read("template", settings.name);
        if (!text.is_string()) {
            return fail("template.unknown", "expected a template of the org but there is no '" + settings.name + "'");
        }
        std::map<std::string, std::string> values;
        for (const auto& [name, expression] : settings.values) {
            const Result<Value> value = context.evaluate(expression);
            if (!value) {
                return fail(value.error().code, value.error().message);
            }
            expression::append_text(*value, values[name]);
        }
        std::vector<std::string> missing;
        std::string filled = fill_placeholders(text.as_string(), values, missing);
        if (!missing.empty()) {
            // Rather nothing, and a person who is told, than "Dear ,".
            std::string names;
            for (const std::string& name : missing) {
                names += (names.empty() ? "" : ", ") + name;
            }
            return fail("template.value_missing", "expected a value for every place in the template '" + settings.name +
                                                      "' but found none for " + names);
        }
        Step step = leave_by("sent").setting("text", filled);
        return std::move(step).asking(desk::SendMessage{std::move(filled), {}});
    }
};

}  // namespace

NodeType conversation_template() {
    return node_type<Template>("conversation.template")
        .titled("Send template")
        .with_icon("template")
        .with_outputs({ok("sent", "It is on its way.")})
        .talking();
}

}  // namespace millrace::nodes
