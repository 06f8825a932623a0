#include "runtime/flowtest/report/coverage.hpp"

#include <algorithm>

#include "engine/base/id.hpp"
#include "engine/run/codec.hpp"

namespace millrace::flowtest {
namespace {

std::vector<std::string> difference(const std::set<std::string>& all, const std::set<std::string>& taken) {
    std::vector<std::string> left;
    std::set_difference(all.begin(), all.end(), taken.begin(), taken.end(), std::back_inserter(left));
    return left;
}

std::string id_of(const Graph& graph, NodeIndex node) {
    return graph.nodes[static_cast<std::size_t>(node)].id.str();
}

std::string text(const Value& value) {
    return value.is_string() ? std::string(value.as_string()) : std::string();
}

}  // namespace

std::vector<std::string> Coverage::Flow::nodes_left() const {
    return difference(nodes, nodes_taken);
}
std::vector<std::string> Coverage::Flow::wires_left() const {
    return difference(wires, wires_taken);
}

void Coverage::expect(const Graph& graph) {
    Flow& flow = flows_[graph.key];
    for (const GraphNode& node : graph.nodes) {
        flow.nodes.insert(node.id.str());
        for (const GraphWire& wire : node.wires) {
            flow.wires.insert(node.id.str() + "." + wire.output);
        }
    }
    for (const GraphHook& hook : graph.hooks) {
        flow.wires.insert("hook " + hook.on + " → " + id_of(graph, hook.to));
    }
    if (graph.on_error != no_node) {
        flow.wires.insert("on_error → " + id_of(graph, graph.on_error));
    }
    if (graph.on_cancel != no_node) {
        flow.wires.insert("on_cancel → " + id_of(graph, graph.on_cancel));
    }
}

void Coverage::add(const PlayedRun& run, FlowSet& flows) {
    run::State state;
    std::map<std::int64_t, GraphPtr> frames;        // by id, also those that are gone
    std::map<std::int64_t, std::int64_t> frame_of;  // activation → frame
    std::int64_t last_frame = 0;
    const auto flow_in = [&](std::int64_t frame) -> Flow* {
        const auto graph = frames.find(frame);
        const auto found = graph == frames.end() ? flows_.end() : flows_.find(graph->second->key);
        return found == flows_.end() ? nullptr : &found->second;
    };
    const auto enter_frame = [&](const Value& data) {
        const Result<std::uint64_t> version = parse_base32(text(data["version"]));
        if (version) {
            frames[++last_frame] = flows.version(*version);
        }
    };
    for (const std::string& row : run.rows) {
        const Result<run::Record> record = run::decode_record(row);
        if (!record) {
            return;
        }
        const bool outside = run::from_outside(record->command);
        for (const Value& event : run::show_events(record->events, state, flows, record->now, outside)) {
            const std::string_view name = event["name"].as_string();
            const Value& data = event["data"];
            const std::int64_t activation = event["activation"].is_integer() ? event["activation"].as_integer() : 0;
            std::int64_t frame = data["frame"].is_integer() ? data["frame"].as_integer() : 1;
            if (name == "run.started" || name == "frame.entered") {
                enter_frame(data);
                continue;
            }
            if (name == "node.entered") {
                frame_of[activation] = frame;
            } else if (activation != 0 && !data["frame"].is_integer()) {
                frame = frame_of[activation];
            }
            Flow* flow = flow_in(frame);
            if (flow == nullptr) {
                continue;
            }
            if (name == "node.entered") {
                flow->nodes_taken.insert(text(data["node"]));
            } else if (name == "node.left") {
                flow->wires_taken.insert(text(data["node"]) + "." + text(data["output"]));
            } else if (name == "region.opened") {
                for (const Value& output : data["outputs"].as_list()) {
                    flow->wires_taken.insert(text(data["node"]) + "." + text(output));
                }
            } else if (name == "failure.caught") {
                flow->wires_taken.insert(text(data["catch"]) + ".caught");
            } else if (name == "hook.fired") {
                flow->wires_taken.insert("hook " + text(data["on"]) + " → " + text(data["to"]));
            } else if (name == "error.routed") {
                flow->wires_taken.insert("on_error → " + text(data["to"]));
            } else if (name == "token.placed") {
                flow->wires_taken.insert("on_cancel → " + text(data["node"]));
            }
        }
        if (!run::apply_record(state, *record, flows)) {
            return;
        }
    }
}

void Coverage::add(const Coverage& other) {
    for (const auto& [key, flow] : other.flows_) {
        Flow& into = flows_[key];
        into.nodes.insert(flow.nodes.begin(), flow.nodes.end());
        into.wires.insert(flow.wires.begin(), flow.wires.end());
        into.nodes_taken.insert(flow.nodes_taken.begin(), flow.nodes_taken.end());
        into.wires_taken.insert(flow.wires_taken.begin(), flow.wires_taken.end());
    }
}

}  // namespace millrace::flowtest
