#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/check/check.hpp"
#include "engine/node/graph.hpp"

namespace millrace::checks {

// A wire whose target exists.
struct Edge {
    NodeIndex source = no_node;
    NodeIndex target = no_node;
    std::string_view output;
    OutputKind kind = OutputKind::ok;
};

// What the rules ask of a node, worked out once.
struct NodeFacts {
    const flow::Node* written = nullptr;
    const NodeType* type = nullptr;  // null when there is no such type: then nothing is known of settings and outputs
    std::string pointer;             // "/nodes/welcome"
    NodeSettings settings;
    std::vector<Output> outputs;
    std::vector<Edge> next;
    std::vector<Edge> before;
    NodeIndex join = no_node;  // fork, race
    bool reachable = false;    // from a root

    const std::string& id() const { return written->id; }
    Role role() const { return type ? type->role : Role::plain; }
    bool splits() const { return role() == Role::fork || role() == Role::race; }
    const Output* output(std::string_view key) const;
    std::string pointer_to(std::string_view member) const { return pointer + "/" + std::string(member); }
    std::string wire_pointer(std::string_view output) const;
};

// Where a token may begin, apart from wires.
struct Root {
    enum class Kind : std::uint8_t { start, hook, on_error, on_cancel };
    Kind kind = Kind::start;
    std::string pointer;  // where the document says so
    NodeIndex node = no_node;
};

// An expression or a template, and where it stands.
struct Spot {
    NodeIndex node = no_node;  // none: a hook's or the trigger's condition
    std::string pointer;
    const expression::Expression* expression = nullptr;
    const expression::Template* text = nullptr;
    const FieldSpec* spec = nullptr;  // of a dynamic setting: what it must come out as

    std::vector<expression::Reference> references() const;
    const std::string& source() const;
    // Where in the source it reads this first.
    std::optional<TextPlace> place_of(const expression::Reference& reference) const;
    bool is_trigger() const { return pointer == "/trigger/when"; }
};

// The flow as all rules see it.
struct Facts {
    Facts(const flow::Document& document, const World& world);
    Facts(const Facts&) = delete;
    Facts& operator=(const Facts&) = delete;

    const flow::Document& document;
    const World& world;
    expression::Vocabulary words;
    std::vector<NodeFacts> nodes;  // as document.nodes
    std::vector<Root> roots;       // whose node exists, the start first
    // Conditions outside nodes that could be parsed, and what was wrong with the others.
    struct Condition {
        std::string pointer;
        expression::Expression expression;
    };
    std::vector<Condition> conditions;
    struct BrokenCondition {
        Error error;
        std::optional<TextPlace> place;
    };
    std::vector<BrokenCondition> broken_conditions;
    std::vector<Spot> spots;

    const NodeFacts& operator[](NodeIndex index) const { return nodes[static_cast<std::size_t>(index)]; }
    NodeIndex find(std::string_view id) const;
    // What a flow that can be called promises; the flow itself too. Nothing when it is unknown or nobody can tell.
    const std::optional<World::Callee>& callee(std::string_view key) const;
    std::vector<std::string> ids() const;

private:
    void read_nodes();
    void draw();
    void reach();
    void read_conditions();
    void collect_spots();

    mutable std::map<std::string, std::optional<World::Callee>, std::less<>> callees_;
};

}  // namespace millrace::checks
