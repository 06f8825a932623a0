// Whatever names a node must name one that is there: wires, the start, hooks, routes, joins.

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/check/rules.hpp"
#include "engine/value/json.hpp"

namespace millrace::checks {

void targets_exist(const Facts& facts, Report& report) {
    const std::vector<std::string> ids = facts.ids();
    const auto expect = [&](const std::string& id, const NodeFacts* node, const std::string& pointer) {
        if (!id.empty() && facts.find(id) == no_node) {
            report.error("flow.unknown_target", node, pointer,
                         fmt::format("expected the id of a node but there is no \"{}\"", utf8_prefix(id, 80)),
                         report.did_you_mean(id, ids, "Name a node of this flow, or add it."));
        }
    };
    expect(facts.document.start, nullptr, "/start");
    for (std::size_t i = 0; i < facts.document.hooks.size(); ++i) {
        expect(facts.document.hooks[i].to, nullptr, json::join_pointer("/hooks", i) + "/to");
    }
    expect(facts.document.on_error, nullptr, "/on_error");
    expect(facts.document.on_cancel, nullptr, "/on_cancel");
    for (const NodeFacts& node : facts.nodes) {
        for (const flow::Wire& wire : node.written->next) {
            expect(wire.target, &node, node.wire_pointer(wire.output));
        }
        const Value& join = node.settings.values["join"];
        if (!node.splits() || !join.is_string()) {
            continue;
        }
        const std::string pointer = node.pointer_to("settings/join");
        expect(std::string(join.as_string()), &node, pointer);
        if (node.join != no_node && facts[node.join].type && facts[node.join].role() != Role::join) {
            report.error("flow.invalid_setting", &node, pointer,
                         fmt::format("expected a join but \"{}\" is of the type {}", facts[node.join].id(),
                                     facts[node.join].type->type),
                         "Name the join in which the branches meet.");
        }
    }
}

}  // namespace millrace::checks
