#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/expression/expression.hpp"
#include "engine/expression/template.hpp"
#include "engine/flow/document.hpp"
#include "engine/node/catalogue.hpp"
#include "engine/node/settings.hpp"
#include "engine/value/vocabulary.hpp"

namespace millrace {

using NodeIndex = std::int32_t;
constexpr NodeIndex no_node = -1;

struct GraphWire {
    std::string output;
    OutputKind kind = OutputKind::ok;
    NodeIndex target = no_node;
};

enum class JoinMode : std::uint8_t { all, any };

struct GraphNode {
    String id;
    NodeTypePtr type;
    Value settings;                        // with defaults; dynamic ones still as written
    std::shared_ptr<const void> prepared;  // null when some setting is dynamic: then prepare_settings() at entry
    std::vector<DynamicSetting> dynamic;
    std::vector<GraphWire> wires;  // sorted by output
    std::vector<Output> outputs;   // with the dynamic ones
    bool commit_before = false;
    bool outputs_kept = false;      // some expression or script names node.<id>
    NodeIndex join = no_node;       // fork, race
    JoinMode mode = JoinMode::all;  // join

    const GraphWire* wire(std::string_view output) const {
        for (const GraphWire& wire : wires) {
            if (wire.output == output) {
                return &wire;
            }
        }
        return nullptr;
    }
    const Output* output(std::string_view key) const {
        for (const Output& output : outputs) {
            if (output.key == key) {
                return &output;
            }
        }
        return nullptr;
    }
};

struct GraphHook {
    std::string on;
    std::optional<expression::Expression> when;
    NodeIndex to = no_node;
    bool repeat = false;
};

// A flow version ready to run: names are numbers, settings are parsed. Immutable and shared by all its runs.
class Graph {
public:
    std::string key;
    std::uint64_t version_id = 0;  // the store's id of this version; 0 for a draft
    int number = 0;
    std::string hash;
    flow::Trigger trigger;
    std::optional<expression::Expression> trigger_when;
    std::vector<flow::Input> input;

    std::vector<GraphNode> nodes;  // in the document's order: sorted by id
    NodeIndex start = no_node;
    NodeIndex on_error = no_node;
    NodeIndex on_cancel = no_node;
    std::vector<GraphHook> hooks;

    // Slots of the variables that are declared, input or named anywhere in the document; others live by name.
    std::vector<String> variables;
    std::vector<Value> defaults;  // as long as variables; nil: none

    // Names of signals that some node or hook can take; "*" when a script may wait for anything.
    std::vector<std::string> signals;
    // Scopes that expressions of this flow read, so that the drive can have the answers at hand.
    std::vector<std::string> scopes_read;

    // Every expression of this graph is bound: a reference's slot is a place in `variables`, in `nodes`
    // (node.<id>.<name>) or in `scopes_read`, whichever its root says; -1 for `event`, for a whole root and for a node
    // that does not exist.
    expression::Vocabulary words;
    ExpressionTable expressions;  // those that nodes evaluate themselves, by source

    NodeIndex find_node(std::string_view id) const;
    int find_variable(std::string_view name) const;  // slot, or -1
    bool takes(std::string_view signal) const;
};
using GraphPtr = std::shared_ptr<const Graph>;

// Compiles a document that the check found no errors in; what is wrong all the same is an error with the check's code.
struct GraphPins {
    std::uint64_t version_id = 0;
    int number = 0;
    // Node types pinned by an earlier publish: type → version. Empty: the newest of each.
    std::map<std::string, int, std::less<>> types = {};
    // Keep every node's outputs, whether or not an expression names them. For tests.
    bool keep_all_outputs = false;
};
Result<GraphPtr> compile(const flow::Document& document, const Catalogue& catalogue, const Vocabulary& vocabulary,
                         const GraphPins& pins = {});

// The outputs of a node of a document, with those that come from its wires, options or called flow.
// `outcomes` answers for a flow key, or is empty.
std::vector<Output> outputs_of(const flow::Node& node, const NodeType& type,
                               const std::function<std::vector<std::string>(std::string_view)>& outcomes = {});

// What expressions of flows may begin with: vars, event, node, and the registered scopes, in this order.
expression::Vocabulary expression_vocabulary(const Vocabulary& vocabulary);
constexpr int root_vars = 0;
constexpr int root_event = 1;
constexpr int root_node = 2;
constexpr int root_scopes = 3;  // the first of them

// All dynamic settings of a node, worked out at entry and laid over the static ones, in the form the node wants. A
// value of a wrong kind is the error flow.invalid_setting; else the error is the evaluator's.
Result<std::shared_ptr<const void>> prepare_settings(const Graph& graph, const GraphNode& node,
                                                     SettingEvaluator& evaluator);
// The first half of it: the settings as a value.
Result<Value> resolve_settings(const GraphNode& node, SettingEvaluator& evaluator);

}  // namespace millrace
