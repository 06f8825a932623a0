// Before a publish: queues, teams, calendars that settings name must be there. A binding instead of a name is judged by
// its own rule.

#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

bool names_a_thing(FieldKind kind) {
    switch (kind) {
        case FieldKind::queue:
        case FieldKind::team:
        case FieldKind::user:
        case FieldKind::calendar:
        case FieldKind::flow:
        case FieldKind::channel:
        case FieldKind::credential:
            return true;
        default:
            return false;
    }
}

class Names {
public:
    Names(const Facts& facts, const NodeFacts& node, Report& report) : facts_(facts), node_(node), report_(report) {}

    void within(const FieldSpec& spec, const Value& value, const std::string& pointer) {
        if (names_a_thing(spec.kind) && value.is_string() && !value.as_string().empty()) {
            expect(spec.kind, value.as_string(), pointer);
        } else if (spec.kind == FieldKind::object && value.is_map()) {
            for (const FieldSpec& field : spec.element) {
                within(field, value[field.key], pointer_of(pointer, {field.key}));
            }
        } else if (spec.kind == FieldKind::list && value.is_list() && !spec.element.empty()) {
            for (std::size_t i = 0; i < value.as_list().size(); ++i) {
                within(spec.element.front(), value.as_list()[i], pointer_of(pointer, {std::to_string(i)}));
            }
        } else if (spec.kind == FieldKind::map && value.is_map() && !spec.element.empty()) {
            for (const auto& [key, member] : value.as_map()) {
                within(spec.element.front(), member, pointer_of(pointer, {key.str()}));
            }
        }
    }

private:
    void expect(FieldKind kind, std::string_view key, const std::string& pointer) {
        if (kind == FieldKind::flow && node_.role() == Role::subflow) {
            return;  // judged with the contract of the called flow
        }
        if (!facts_.world.exists(to_text(kind), key)) {
            report_.error(
                "flow.invalid_setting", &node_, pointer,
                fmt::format("expected the key of a {} that exists but there is no \"{}\"", to_text(kind), key),
                fmt::format("Make the {} first, or name another.", to_text(kind)));
        }
    }

    const Facts& facts_;
    const NodeFacts& node_;
    Report& report_;
};

}  // namespace

void named_things_exist(const Facts& facts, Report& report) {
    if (!facts.world.exists) {
        return;
    }
    for (const NodeFacts& node : facts.nodes) {
        for (std::size_t i = 0; node.type && i < node.type->settings.fields.size(); ++i) {
            const FieldSpec& spec = node.type->settings.fields[i];
            Names(facts, node, report)
                .within(spec, node.settings.values[spec.key], pointer_of(node.pointer_to("settings"), {spec.key}));
        }
    }
}

}  // namespace millrace::checks
