#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/flow/problem.hpp"
#include "engine/value/value.hpp"

namespace millrace::flow {

// A flow as its author wrote it: `millrace.flow/1`, read without judging. What it means is the check's business.

struct Trigger {
    std::string on = "api";
    std::string when;
    std::int64_t priority = 0;
    std::string if_running = "signal";  // signal | replace | ignore
};

struct Input {
    std::string name;
    std::string type;  // string integer number boolean list map, or empty: any
    bool required = false;
};

struct Variable {
    std::string name;
    std::string type;
    std::optional<Value> default_value;
};

struct Binding {
    std::string name;
    std::string kind;
};

struct Wire {
    std::string output;
    std::string target;
};

struct Node {
    std::string id;
    std::string type;
    std::string title;
    std::string note;
    Value settings = Map{};
    std::vector<Wire> next;  // sorted by output
    bool commit_before = false;

    const Wire* wire(std::string_view output) const;
};

struct Hook {
    std::string on;
    std::string when;
    std::string to;
    bool repeat = false;
};

struct Document {
    std::string key;
    std::string title;
    std::string description;
    Trigger trigger;
    std::vector<Input> input;
    std::vector<Variable> variables;
    std::vector<Binding> bindings;
    std::string start;
    std::vector<Node> nodes;  // sorted by id
    std::vector<Hook> hooks;
    std::string on_error;
    std::string on_cancel;
    Value layout;  // outside the logic: no hash, no diff

    const Node* node(std::string_view id) const;
};

// What reading found. The document holds all that could be understood, so that the check can report every problem of
// a flow at once; members of a wrong type or unknown ones are problems (flow.invalid_setting, flow.unknown_setting,
// flow.missing_setting, flow.too_large, flow.too_deep).
struct Reading {
    Document document;
    Problems problems;
};
Reading read(const Value& json);
// Text first through json::parse; its error becomes one problem: "flow.duplicate_id" for a node written twice,
// "flow.too_large", "flow.too_deep", else the json code; with the pointer where known.
Reading read_text(std::string_view text);

// Canonical: the same flow gives the same value and, by json::dump, the same bytes. Defaults are left out.
Value write(const Document& document);
// SHA-256 of the canonical document without layout, in hexadecimal.
std::string hash(const Document& document);

constexpr std::string_view format_name = "millrace.flow/1";
constexpr std::size_t nodes_max = 2000;

}  // namespace millrace::flow
