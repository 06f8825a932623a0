// After a cancel there are sixty seconds to clean up. Time and other machines may be waited for, people may not.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

// Signals that only answer effects carried out elsewhere, as a reply over HTTP does.
std::set<std::string> machine_answers(const Vocabulary& vocabulary) {
    std::set<std::string> answers;
    for (const EffectSpec& effect : vocabulary.effects()) {
        if (!effect.local) {
            answers.insert(effect.answers.begin(), effect.answers.end());
        }
    }
    return answers;
}

bool waits_for_people(const NodeFacts& node, const std::set<std::string>& machines) {
    const NodeType& type = *node.type;
    if (type.waits == Waits::never) {
        return false;
    }
    return type.talks || !type.signal_setting.empty() ||
           std::any_of(type.signals.begin(), type.signals.end(),
                       [&](const std::string& signal) { return machines.count(signal) == 0; });
}

}  // namespace

void cancel_does_not_wait(const Facts& facts, Report& report) {
    const NodeIndex first = facts.find(facts.document.on_cancel);
    if (first == no_node) {
        return;
    }
    const auto machines = machine_answers(*facts.world.vocabulary);
    std::vector<bool> seen(facts.nodes.size(), false);
    std::vector<NodeIndex> open = {first};
    seen[static_cast<std::size_t>(first)] = true;
    while (!open.empty()) {
        const NodeFacts& node = facts[open.back()];
        open.pop_back();
        if (node.type && waits_for_people(node, machines)) {
            report.error("flow.not_supported", &node, node.pointer,
                         fmt::format("expected no wait for people after a cancel but \"{}\", which on_cancel leads to, "
                                     "waits for them",
                                     node.id()),
                         "Lead on_cancel only to nodes that clean up and end.");
        }
        for (const Edge& edge : node.next) {
            if (!seen[static_cast<std::size_t>(edge.target)]) {
                seen[static_cast<std::size_t>(edge.target)] = true;
                open.push_back(edge.target);
            }
        }
    }
}

}  // namespace millrace::checks
