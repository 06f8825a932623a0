#include "engine/check/regions.hpp"

namespace millrace::checks {
namespace {

using Set = std::vector<bool>;

// All nodes that can be reached from `from` by wires (forwards or backwards) without entering `around`.
template <class Next>
Set reach(const Facts& facts, const std::vector<NodeIndex>& from, const std::vector<NodeIndex>& around, Next&& next) {
    Set seen(facts.nodes.size(), false);
    Set closed(facts.nodes.size(), false);
    for (const NodeIndex node : around) {
        closed[static_cast<std::size_t>(node)] = true;
    }
    std::vector<NodeIndex> open;
    const auto visit = [&](NodeIndex node) {
        const auto at = static_cast<std::size_t>(node);
        if (!seen[at] && !closed[at]) {
            seen[at] = true;
            open.push_back(node);
        }
    };
    for (const NodeIndex node : from) {
        visit(node);
    }
    while (!open.empty()) {
        const NodeIndex node = open.back();
        open.pop_back();
        next(facts[node], visit);
    }
    return seen;
}

const auto forwards = [](const NodeFacts& node, auto& visit) {
    for (const Edge& edge : node.next) {
        visit(edge.target);
    }
};
const auto backwards = [](const NodeFacts& node, auto& visit) {
    for (const Edge& edge : node.before) {
        visit(edge.source);
    }
};

bool ends(const NodeFacts& node) {
    return node.role() == Role::end || node.role() == Role::thrower;
}

Region region_of(const Facts& facts, NodeIndex fork, const std::vector<NodeIndex>& roots) {
    Region region;
    region.fork = fork;
    region.join = facts[fork].join;
    std::vector<NodeIndex> branches;
    for (const Edge& edge : facts[fork].next) {
        branches.push_back(edge.target);
    }
    std::vector<NodeIndex> outside = roots;
    for (const Edge& edge : facts[region.join].next) {
        outside.push_back(edge.target);
    }
    const Set through = reach(facts, branches, {fork, region.join}, forwards);
    const Set besides = reach(facts, outside, {fork}, forwards);
    const Set to_join = reach(facts, {region.join}, {fork}, backwards);
    region.inside.resize(facts.nodes.size());
    for (std::size_t i = 0; i < region.inside.size(); ++i) {
        region.inside[i] = through[i] && (to_join[i] || !besides[i]) && !ends(facts.nodes[i]);
    }
    return region;
}

}  // namespace

std::vector<Region> regions_of(const Facts& facts) {
    std::vector<NodeIndex> roots;
    for (const Root& root : facts.roots) {
        roots.push_back(root.node);
    }
    std::vector<Region> regions;
    for (std::size_t i = 0; i < facts.nodes.size(); ++i) {
        const NodeFacts& node = facts.nodes[i];
        if (node.reachable && node.splits() && node.join != no_node && facts[node.join].role() == Role::join) {
            regions.push_back(region_of(facts, static_cast<NodeIndex>(i), roots));
        }
    }
    return regions;
}

}  // namespace millrace::checks
