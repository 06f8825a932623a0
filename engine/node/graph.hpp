#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/expression/expression.hpp"
#include "engine/expression/template.hpp"
#include "engine/flow/document.hpp"
#include "engine/node/catalogue.hpp"
#include "engine/value/vocabulary.hpp"

namespace millrace {

using NodeIndex = std::int32_t;
constexpr NodeIndex no_node = -1;

// A setting that is worked out when the node is entered.
struct DynamicSetting {
    enum class Kind : std::uint8_t { template_text, expression, binding };
    std::vector<std::string> path;  // below settings: {"url"}, {"headers", "X-Key"}, {"options", "0"}
    Kind kind = Kind::expression;
    expression::Template text;
    expression::Expression expression;
    std::string binding;
};

struct GraphWire {
    std::string output;
    OutputKind kind = OutputKind::ok;
    NodeIndex target = no_node;
};

enum class JoinMode : std::uint8_t { all, any };

struct GraphNode {
    String id;
    NodeTypePtr type;
    Value settings;                          // with defaults; dynamic ones still as written
    std::shared_ptr<const void> prepared;    // null when some setting is dynamic
    std::vector<DynamicSetting> dynamic;
    std::vector<GraphWire> wires;            // sorted by output
    std::vector<Output> outputs;             // with the dynamic ones
    bool commit_before = false;
    bool outputs_kept = false;               // some expression or script names node.<id>
    NodeIndex join = no_node;                // fork, race
    JoinMode mode = JoinMode::all;           // join

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

// Roots that expressions of flows may use, in this order: `vars` (depth 1, holds variables), `event` (depth 0), `node`
// (depth 2), then the registered scopes (depth 0, each one question to the outside). In a compiled graph a reference's
// slot is the variable's slot (root_vars, full path) or the node's index (root_node); -1 where there is none.
expression::Vocabulary expression_vocabulary(const Vocabulary& vocabulary);
constexpr int root_vars = 0;
constexpr int root_event = 1;
constexpr int root_node = 2;
constexpr int root_scopes = 3;

}  // namespace millrace
