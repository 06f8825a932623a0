// A cycle that neither waits nor counts would spin until the step limit stops the run.

#include <algorithm>

#include <fmt/format.h>

#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

// A wire that a run can follow without having waited and without a counter's leave. A loop forgets its count when it
// leaves by done, so a way round through done is not counted.
bool is_free(const Facts& facts, const Edge& edge) {
    const NodeFacts& source = facts[edge.source];
    const bool counted = source.role() == Role::loop && edge.output != "done";
    return !counted && source.type && source.type->waits != Waits::always && source.output(edge.output);
}

// Tarjan's strongly connected components over the free wires, without recursion.
class Components {
public:
    explicit Components(const Facts& facts) : facts_(facts), states_(facts.nodes.size()) {
        for (std::size_t i = 0; i < states_.size(); ++i) {
            if (facts.nodes[i].reachable && states_[i].order < 0) {
                walk(static_cast<NodeIndex>(i));
            }
        }
    }

    // Those that hold a cycle, each sorted.
    std::vector<std::vector<NodeIndex>> cycles;

private:
    struct State {
        int order = -1;
        int lowest = 0;
        bool on_stack = false;
        std::size_t next = 0;
    };

    State& state(NodeIndex node) { return states_[static_cast<std::size_t>(node)]; }

    void open(NodeIndex node) {
        state(node).order = state(node).lowest = count_++;
        state(node).on_stack = true;
        stack_.push_back(node);
        path_.push_back(node);
    }

    void walk(NodeIndex first) {
        open(first);
        while (!path_.empty()) {
            const NodeIndex node = path_.back();
            const auto& next = facts_[node].next;
            State& here = state(node);
            if (here.next < next.size()) {
                const Edge& edge = next[here.next++];
                if (!is_free(facts_, edge)) {
                    continue;
                }
                if (state(edge.target).order < 0) {
                    open(edge.target);
                } else if (state(edge.target).on_stack) {
                    here.lowest = std::min(here.lowest, state(edge.target).order);
                }
                continue;
            }
            path_.pop_back();
            if (!path_.empty()) {
                state(path_.back()).lowest = std::min(state(path_.back()).lowest, here.lowest);
            }
            if (here.lowest == here.order) {
                close(node);
            }
        }
    }

    void close(NodeIndex root) {
        std::vector<NodeIndex> component;
        NodeIndex node = no_node;
        do {
            node = stack_.back();
            stack_.pop_back();
            state(node).on_stack = false;
            component.push_back(node);
        } while (node != root);
        const auto& next = facts_[root].next;
        const bool loops_to_itself = std::any_of(
            next.begin(), next.end(), [&](const Edge& edge) { return edge.target == root && is_free(facts_, edge); });
        if (component.size() > 1 || loops_to_itself) {
            std::sort(component.begin(), component.end());
            cycles.push_back(std::move(component));
        }
    }

    const Facts& facts_;
    std::vector<State> states_;
    std::vector<NodeIndex> stack_;
    std::vector<NodeIndex> path_;
    int count_ = 0;
};

std::string names(const Facts& facts, const std::vector<NodeIndex>& nodes) {
    constexpr std::size_t shown = 6;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < nodes.size() && i < shown; ++i) {
        ids.push_back(facts[nodes[i]].id());
    }
    return fmt::format("{}{}", fmt::join(ids, ", "), nodes.size() > shown ? ", …" : "");
}

}  // namespace

void cycles_wait(const Facts& facts, Report& report) {
    for (const auto& cycle : Components(facts).cycles) {
        const NodeFacts& first = facts[cycle.front()];
        report.error(
            "flow.cycle_without_wait", &first, first.pointer,
            fmt::format("expected each cycle to wait or to count but nothing stops this one: {}", names(facts, cycle)),
            "Put a loop or a waiting node into the cycle.");
    }
}

}  // namespace millrace::checks
