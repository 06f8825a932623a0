// Goes round once for each item of a list. A wire that comes back here goes on with the next item.

#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    expression::Expression in;
    VariableName as;
};

void describe(Fields<Settings>& fields) {
    fields.add("in", &Settings::in).label("List").required();
    fields.add("as", &Settings::as).label("Item").help("The variable that holds the item.").required();
}

class ForEach final : public Node<Settings> {
public:
    using Node::resume;

    // The list is looked at once, so that changing it on the way changes nothing.
    Step enter(const Settings& settings, const NodeContext& context) const override {
        Value items = context.kept()["items"];
        std::int64_t next = 0;
        if (items.is_nil()) {
            const Result<Value> list = context.evaluate(settings.in);
            if (!list) {
                return fail(list.error().code, list.error().message);
            }
            items = list->is_nil() ? Value(List{}) : *list;
            if (!items.is_list()) {
                return fail("expression.failed", "expected a list to go through but found " +
                                                     std::string(to_text(items.kind())) + " in " +
                                                     settings.in.source());
            }
        } else {
            next = context.kept()["next"].as_integer();
        }
        const List& list = items.as_list();
        if (static_cast<std::size_t>(next) >= list.size()) {
            return leave_by("done").setting("count", next).keeping(Value());
        }
        return leave_by("each")
            .saving(settings.as.value, list[static_cast<std::size_t>(next)])
            .setting("index", next + 1)
            .keeping(Map{{"items", items}, {"next", next + 1}});
    }
};

}  // namespace

NodeType control_for_each() {
    return node_type<ForEach>("control.for_each")
        .titled("For each")
        .with_icon("list-numbers")
        .with_outputs({ok("each", "The next item."), ok("done", "There are no more.")})
        .in_role(Role::loop);
}

}  // namespace millrace::nodes
