// Between a fork and its join the branches are by themselves: entered at the fork, left at the join.

#include <map>
#include <set>

#include <fmt/format.h>

#include "engine/check/regions.hpp"
#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

constexpr const char* code = "flow.region_crossed";

class RegionRule {
public:
    RegionRule(const Facts& facts, Report& report) : facts_(facts), report_(report), regions_(regions_of(facts)) {}

    void run() {
        for (const Region& region : regions_) {
            share_no_join(region);
        }
        for (const Region& region : regions_) {
            race_lets_first_through(region);
            wires(region);
            outer_joins(region);
            roots(region);
        }
        lonely_joins();
    }

private:
    const std::string& id(NodeIndex node) const { return facts_[node].id(); }

    void share_no_join(const Region& region) {
        const auto [first, is_first] = fork_of_.emplace(region.join, region.fork);
        if (!is_first) {
            shared_.insert(region.join);
            report_.error(code, &facts_[region.fork], facts_[region.fork].pointer_to("settings/join"),
                          fmt::format("expected a join of its own but \"{}\" is already the join of \"{}\"",
                                      id(region.join), id(first->second)),
                          "Add a join for this node.");
        }
    }

    void race_lets_first_through(const Region& region) {
        const NodeFacts& join = facts_[region.join];
        const Value& mode = join.written->settings["mode"];
        if (facts_[region.fork].role() == Role::race && mode.is_string() && mode.as_string() == "all") {
            report_.error(
                "flow.invalid_setting", &join, join.pointer_to("settings/mode"),
                fmt::format("expected the join of the race \"{}\" to let the first branch through but it waits "
                            "for all",
                            id(region.fork)),
                "Set the mode to any, or leave it out.");
        }
    }

    void wires(const Region& region) {
        for (std::size_t i = 0; i < facts_.nodes.size(); ++i) {
            const NodeFacts& node = facts_.nodes[i];
            const auto index = static_cast<NodeIndex>(i);
            const bool within = index == region.fork || region.contains(index);
            for (const Edge& edge : node.next) {
                if (!node.reachable) {
                    continue;
                }
                if (within) {
                    leaving(region, edge);
                } else {
                    entering(region, edge);
                }
            }
        }
    }

    void entering(const Region& region, const Edge& edge) {
        const bool to_join = edge.target == region.join;
        if ((!to_join && !region.contains(edge.target)) || (to_join && shared_.count(region.join) != 0)) {
            return;
        }
        wire(edge,
             fmt::format("expected \"{}\" to be entered only by the branches of \"{}\" but this wire leads there from "
                         "outside",
                         id(edge.target), id(region.fork)),
             fmt::format("Lead the wire to \"{}\", or to a node after \"{}\".", id(region.fork), id(region.join)));
    }

    void leaving(const Region& region, const Edge& edge) {
        const Role role = facts_[edge.target].role();
        if (edge.target == region.join || region.contains(edge.target) || role == Role::end || role == Role::thrower) {
            return;
        }
        wire(edge,
             fmt::format("expected this branch of \"{}\" to stay apart until \"{}\" but it leads to \"{}\" outside",
                         id(region.fork), id(region.join), id(edge.target)),
             fmt::format("Lead the wire to \"{}\", or to a node of this branch.", id(region.join)));
    }

    // An inner fork whose branches pass the join of an outer one.
    void outer_joins(const Region& inner) {
        for (const Region& outer : regions_) {
            if (outer.join == inner.join || !inner.contains(outer.join) || inner.contains(outer.fork)) {
                continue;
            }
            for (const Edge& edge : facts_[outer.join].before) {
                if (inner.contains(edge.source) || edge.source == inner.fork) {
                    wire(edge,
                         fmt::format("expected the branches of \"{}\" to meet in \"{}\" before they reach \"{}\", the "
                                     "join of \"{}\", but this wire leads there at once",
                                     id(inner.fork), id(inner.join), id(outer.join), id(outer.fork)),
                         fmt::format("Lead the wire to \"{}\".", id(inner.join)));
                }
            }
        }
    }

    void roots(const Region& region) {
        for (const Root& root : facts_.roots) {
            if ((region.contains(root.node) || root.node == region.join) && reported_.insert(root.pointer).second) {
                report_.error(
                    code, &facts_[root.node], root.pointer,
                    fmt::format("expected a node outside of the branches of \"{}\" but \"{}\" lies between it "
                                "and \"{}\"",
                                id(region.fork), id(root.node), id(region.join)),
                    fmt::format("Name a node that does not lie between \"{}\" and \"{}\".", id(region.fork),
                                id(region.join)));
            }
        }
    }

    void lonely_joins() {
        std::set<NodeIndex> named;
        for (const NodeFacts& node : facts_.nodes) {
            named.insert(node.join);
        }
        for (std::size_t i = 0; i < facts_.nodes.size(); ++i) {
            const NodeFacts& node = facts_.nodes[i];
            if (node.reachable && node.role() == Role::join && named.count(static_cast<NodeIndex>(i)) == 0) {
                report_.error(
                    code, &node, node.pointer,
                    fmt::format("expected a fork or race that names \"{}\" as its join but there is none", node.id()),
                    "Name it in the setting `join` of the fork, or remove it.");
            }
        }
    }

    // Each wire once, though it may cross several regions.
    void wire(const Edge& edge, std::string message, std::string fix) {
        const NodeFacts& source = facts_[edge.source];
        std::string pointer = source.wire_pointer(edge.output);
        if (reported_.insert(pointer).second) {
            report_.error(code, &source, std::move(pointer), std::move(message), std::move(fix));
        }
    }

    const Facts& facts_;
    Report& report_;
    const std::vector<Region> regions_;
    std::map<NodeIndex, NodeIndex> fork_of_;  // by join
    std::set<NodeIndex> shared_;
    std::set<std::string> reported_;
};

}  // namespace

void regions_are_kept(const Facts& facts, Report& report) {
    RegionRule(facts, report).run();
}

}  // namespace millrace::checks
