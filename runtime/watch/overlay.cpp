#include "runtime/watch/overlay.hpp"

#include <algorithm>

#include "engine/base/id.hpp"
#include "engine/run/view.hpp"

namespace millrace::watch {
namespace {

Value number(std::uint64_t n) {
    return static_cast<std::int64_t>(n);
}

Value known(const std::optional<std::int64_t>& n) {
    return n ? Value(*n) : Value();
}

}  // namespace

Map show_node(const GraphNode& node, const NodeFigures& figures) {
    Map outputs;
    for (std::size_t i = 0; i < node.wires.size(); ++i) {
        outputs.set(node.wires[i].output, number(i < figures.left.size() ? figures.left[i] : 0));
    }
    return Map{{"waiting", known(figures.waiting)}, {"entered", number(figures.entered)},
               {"errors", number(figures.errors)},  {"p50_ms", known(figures.p50_ms)},
               {"p99_ms", known(figures.p99_ms)},   {"outputs", std::move(outputs)}};
}

Map show_runs(const RunFigures& figures) {
    Map outcomes;
    for (const auto& [outcome, count] : figures.outcomes) {
        outcomes.set(outcome, number(count));
    }
    return Map{{"started", number(figures.started)},
               {"ended", number(figures.ended)},
               {"incidents", number(figures.incidents)},
               {"live", known(figures.live)},
               {"outcomes", std::move(outcomes)}};
}

Map show_nodes(const Graph& graph, const std::vector<NodeFigures>& figures) {
    Map nodes;
    for (std::size_t i = 0; i < std::min(graph.nodes.size(), figures.size()); ++i) {
        nodes.set(graph.nodes[i].id, show_node(graph.nodes[i], figures[i]));
    }
    return nodes;
}

Map show_changed(const Graph& graph, const std::vector<NodeFigures>& before, const std::vector<NodeFigures>& now) {
    Map nodes;
    for (std::size_t i = 0; i < std::min(graph.nodes.size(), now.size()); ++i) {
        if (i >= before.size() || !(before[i] == now[i])) {
            nodes.set(graph.nodes[i].id, show_node(graph.nodes[i], now[i]));
        }
    }
    return nodes;
}

Map show_turned(const run::State& after, const run::Turn& turn, run::Flows& flows) {
    std::vector<Map> steps;
    std::vector<run::Place> places;  // of the steps
    const auto step_at = [&](const run::Place& place, const char* did, bool is_new) -> Map& {
        const auto found = std::find(places.rbegin(), places.rend(), place);
        if (!is_new && found != places.rend()) {
            return steps[static_cast<std::size_t>(places.rend() - found) - 1];
        }
        const GraphPtr graph = flows.version(place.version);
        Map step{{"node", graph->nodes[static_cast<std::size_t>(place.node)].id}, {"did", did}};
        if (place.version != after.root().graph->version_id) {
            step.set("flow", graph->key);
        }
        places.push_back(place);
        steps.push_back(std::move(step));
        return steps.back();
    };
    for (const run::Passage& passage : turn.passages) {
        switch (passage.did) {
            case run::Passage::Did::entered:
                step_at(passage.at, "entered", true);
                break;
            case run::Passage::Did::failed:
                step_at(passage.at, "resumed", false).set("incident", true);
                break;
            case run::Passage::Did::left: {
                const GraphPtr graph = flows.version(passage.at.version);
                const auto& wires = graph->nodes[static_cast<std::size_t>(passage.at.node)].wires;
                step_at(passage.at, "resumed", false).set("left_by", wires[passage.wire].output);
                break;
            }
        }
    }
    List shown;
    for (Map& step : steps) {
        shown.push(std::move(step));
    }
    List at;
    for (const Value& token : run::tokens_of(after)) {
        at.push(token["node"]);
    }
    return Map{{"run_id", to_base32(after.run)},
               {"status", run::to_text(after.status)},
               {"seq", static_cast<std::int64_t>(after.seq)},
               {"steps", std::move(shown)},
               {"stands_at", std::move(at)}};
}

}  // namespace millrace::watch
