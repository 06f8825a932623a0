#include "engine/node/graph.hpp"

namespace millrace {
namespace {

void add_missing(std::vector<Output>& outputs, std::string_view key, std::string_view title) {
    for (const Output& output : outputs) {
        if (output.key == key) {
            return;
        }
    }
    outputs.push_back(ok(std::string(key), std::string(title)));
}

void add_wires(std::vector<Output>& outputs, const flow::Node& node) {
    for (const flow::Wire& wire : node.next) {
        add_missing(outputs, wire.output, wire.output);
    }
}

// "sales", or {"value": "sales", "label": "Sales"}.
void add_options(std::vector<Output>& outputs, const Value& options) {
    if (!options.is_list()) {
        return;
    }
    for (const Value& option : options.as_list()) {
        const Value& value = option.is_map() ? option["value"] : option;
        const Value& label = option["label"];
        if (value.is_string() && !value.as_string().empty()) {
            add_missing(outputs, value.as_string(), label.is_string() ? label.as_string() : value.as_string());
        }
    }
}

}  // namespace

std::vector<Output> outputs_of(const flow::Node& node, const NodeType& type,
                               const std::function<std::vector<std::string>(std::string_view)>& outcomes) {
    std::vector<Output> outputs = type.outputs;
    switch (type.outputs_from) {
        case OutputsFrom::fixed:
            break;
        case OutputsFrom::next:
            add_wires(outputs, node);
            break;
        case OutputsFrom::options:
            add_options(outputs, node.settings["options"]);
            break;
        case OutputsFrom::flow: {
            const Value& flow = node.settings["flow"];
            std::vector<std::string> known;
            if (outcomes && flow.is_string()) {
                known = outcomes(flow.as_string());
            }
            if (known.empty()) {
                add_wires(outputs, node);  // the wires are all we know of it
            }
            for (const std::string& outcome : known) {
                add_missing(outputs, outcome, outcome);
            }
            break;
        }
    }
    return outputs;
}

}  // namespace millrace
