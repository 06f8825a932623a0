// Fails on purpose: for the catch that waits for it, or for a person.

#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    std::string code;
    Text message;
};

void describe(Fields<Settings>& fields) {
    fields.add("code", &Settings::code).label("Code").help("Dotted words, as in order.unknown.").required();
    fields.add("message", &Settings::message).label("Message");
}

class Throw final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext&) const override {
        return fail(settings.code,
                    settings.message.value.empty() ? "the flow gave up with " + settings.code : settings.message.value);
    }
};

}  // namespace

NodeType control_throw() {
    return node_type<Throw>("control.throw").titled("Throw").with_icon("alert-triangle").in_role(Role::thrower);
}

}  // namespace millrace::nodes
