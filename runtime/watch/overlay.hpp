#pragma once

#include <vector>

#include "engine/node/graph.hpp"
#include "runtime/watch/figures.hpp"

namespace millrace::watch {

// A flow version's figures as the API shows them: {waiting, entered, errors, p50_ms, p99_ms, outputs: {key: n}} a node.
Map show_node(const GraphNode& node, const NodeFigures& figures);
Map show_runs(const RunFigures& figures);
Map show_nodes(const Graph& graph, const std::vector<NodeFigures>& figures);
// Only those that are others than before.
Map show_changed(const Graph& graph, const std::vector<NodeFigures>& before, const std::vector<NodeFigures>& now);

// What a turn did, for who follows one run: {run_id, status, seq, steps: [{node, did, left_by?, incident?}],
// stands_at: [node]}.
Map show_turned(const run::State& after, const run::Turn& turn, run::Flows& flows);

}  // namespace millrace::watch
