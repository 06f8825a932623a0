// Sets a field of the conversation, or notes something down about the contact.

#include "engine/base/text.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace::nodes {
namespace {

enum class Of : std::uint8_t { conversation, contact };
std::vector<Choice> choices_of(Of) {
    return {{"conversation", "Conversation"}, {"contact", "Contact"}};
}

struct Settings {
    Of of = Of::conversation;
    std::string field;
    expression::Expression value;
};

void describe(Fields<Settings>& fields) {
    fields.add("of", &Settings::of).label("Of");
    fields.add("field", &Settings::field).label("Field").required();
    fields.add("value", &Settings::value).label("Value").help("nil takes it away.").required();
}

std::vector<Error> check_field(const Value& settings) {
    if (!is_key(settings["field"].as_string())) {
        return {{"invalid_setting",
                 "expected a field of lower-case letters, digits and _ but found '" +
                     std::string(settings["field"].as_string()) + "'",
                 "/field"}};
    }
    return {};
}

class SetField final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        Result<Value> value = context.evaluate(settings.value);
        if (!value) {
            return fail(value.error().code, value.error().message);
        }
        if (settings.of == Of::contact) {
            return leave_by("done").asking(desk::UpdateContact{Map{{settings.field, std::move(*value)}}});
        }
        return leave_by("done").asking(desk::SetField{settings.field, std::move(*value)});
    }
};

}  // namespace

NodeType conversation_set_field() {
    return node_type<SetField>("conversation.set_field")
        .titled("Set field")
        .with_icon("forms")
        .with_outputs({ok("done", "It is set.")})
        .checked_by(check_field);
}

}  // namespace millrace::nodes
