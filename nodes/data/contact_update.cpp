// Notes down what the customer says about himself.

#include "engine/base/text.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    NamedExpressions attributes;
};

void describe(Fields<Settings>& fields) {
    fields.add("attributes", &Settings::attributes)
        .label("Attributes")
        .help("name and email are the contact's own; nil takes one away.")
        .required();
}

std::vector<Error> check_names(const Value& settings) {
    std::vector<Error> problems;
    for (const auto& [name, value] : settings["attributes"].as_map()) {
        if (!is_key(name.view())) {
            problems.push_back(
                {"invalid_setting",
                 "expected an attribute of lower-case letters, digits and _ but found '" + name.str() + "'",
                 "/attributes/" + name.str()});
        }
    }
    if (settings["attributes"].as_map().empty()) {
        problems.push_back({"invalid_setting", "expected at least one attribute but found none", "/attributes"});
    }
    return problems;
}

class ContactUpdate final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        Map attributes;
        for (const auto& [name, expression] : settings.attributes) {
            Result<Value> value = context.evaluate(expression);
            if (!value) {
                return fail(value.error().code, value.error().message);
            }
            attributes.set(name, std::move(*value));
        }
        return leave_by("done").asking(desk::UpdateContact{std::move(attributes)});
    }
};

}  // namespace

NodeType data_contact_update() {
    return node_type<ContactUpdate>("data.contact_update")
        .titled("Update contact")
        .with_icon("user-edit")
        .with_outputs({ok("done", "It is noted down.")})
        .checked_by(check_names);
}

}  // namespace millrace::nodes
