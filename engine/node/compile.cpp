// Turns a document into a graph: names become numbers, settings are parsed, nodes are made ready.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/node/graph.hpp"
#include "engine/node/source_text.hpp"
#include "engine/value/json.hpp"

namespace millrace {
namespace {

class Compiler {
public:
    Compiler(const flow::Document& document, const Catalogue& catalogue, const Vocabulary& vocabulary,
             const GraphPins& pins)
        : document_(document), catalogue_(catalogue), pins_(pins), graph_(std::make_shared<Graph>()) {
        graph_->words = expression_vocabulary(vocabulary);
    }

    Result<GraphPtr> compile() {
        graph_->key = document_.key;
        graph_->version_id = pins_.version_id;
        graph_->number = pins_.number;
        graph_->hash = flow::hash(document_);
        graph_->trigger = document_.trigger;
        graph_->input = document_.input;
        for (auto step : {&Compiler::read_nodes, &Compiler::draw_wires, &Compiler::pair_joins, &Compiler::set_roots,
                          &Compiler::number_variables}) {
            if (Status done = (this->*step)(); !done) {
                return done.error();
            }
        }
        collect_signals();
        keep_outputs();
        bind_expressions();
        prepare_nodes();
        return GraphPtr(std::move(graph_));
    }

private:
    Status read_nodes() {
        for (const flow::Node& written : document_.nodes) {
            const std::string pointer = json::join_pointer("/nodes", written.id);
            const NodeTypePtr* type = find_type(written.type);
            if (!type) {
                return type_missing(written, pointer);
            }
            NodeSettings settings = read_settings(**type, written.settings, pointer + "/settings", graph_->words);
            if (!settings.problems.empty()) {
                return settings.problems.front();
            }
            GraphNode node;
            node.id = written.id;
            node.type = *type;
            node.settings = settings.values;
            node.dynamic = settings.dynamic;
            node.outputs = outputs_of(written, **type);
            node.commit_before = written.commit_before;
            graph_->nodes.push_back(std::move(node));
            read_.push_back(std::move(settings));
        }
        return {};
    }

    const NodeTypePtr* find_type(const std::string& name) const {
        const auto pinned = pins_.types.find(name);
        return pinned == pins_.types.end() ? catalogue_.find(name) : catalogue_.find(name, pinned->second);
    }

    Error type_missing(const flow::Node& node, const std::string& pointer) const {
        const auto pinned = pins_.types.find(node.type);
        if (pinned != pins_.types.end() && catalogue_.find(node.type)) {
            return {"node.version_missing",
                    fmt::format("expected version {} of the node type \"{}\" but it is not loaded", pinned->second,
                                node.type),
                    pointer + "/type"};
        }
        return {"flow.unknown_type", fmt::format("expected a node type but found \"{}\"", node.type),
                pointer + "/type"};
    }

    Status draw_wires() {
        for (std::size_t i = 0; i < graph_->nodes.size(); ++i) {
            GraphNode& node = graph_->nodes[i];
            for (const flow::Wire& wire : document_.nodes[i].next) {
                const std::string pointer =
                    json::join_pointer(json::join_pointer("/nodes", node.id.view()) + "/next", wire.output);
                const Output* output = node.output(wire.output);
                if (!output) {
                    return Error{
                        "flow.unknown_output",
                        fmt::format("expected an output of \"{}\" but found \"{}\"", node.type->type, wire.output),
                        pointer};
                }
                NodeIndex target = no_node;
                if (Status found = find(wire.target, pointer, target); !found) {
                    return found;
                }
                node.wires.push_back({wire.output, output->kind, target});
            }
        }
        return {};
    }

    Status pair_joins() {
        for (GraphNode& node : graph_->nodes) {
            if (node.type->role == Role::join) {
                node.mode = mode_of(node.settings["mode"]);
            }
        }
        for (GraphNode& node : graph_->nodes) {
            if (node.type->role != Role::fork && node.type->role != Role::race) {
                continue;
            }
            const std::string pointer = json::join_pointer("/nodes", node.id.view()) + "/settings/join";
            const Value& join = node.settings["join"];
            if (Status found = find(join.is_string() ? std::string(join.as_string()) : "", pointer, node.join);
                !found) {
                return found;
            }
            GraphNode& target = graph_->nodes[static_cast<std::size_t>(node.join)];
            if (target.type->role != Role::join) {
                return Error{"flow.invalid_setting",
                             fmt::format("expected a join but \"{}\" is a {}", target.id.view(), target.type->type),
                             pointer};
            }
            if (node.type->role == Role::race) {
                target.mode = JoinMode::any;
            }
        }
        return {};
    }

    static JoinMode mode_of(const Value& mode) {
        return mode.is_string() && mode.as_string() == "any" ? JoinMode::any : JoinMode::all;
    }

    Status set_roots() {
        if (Status found = find(document_.start, "/start", graph_->start); !found) {
            return found;
        }
        if (Status found = find_if_given(document_.on_error, "/on_error", graph_->on_error); !found) {
            return found;
        }
        if (Status found = find_if_given(document_.on_cancel, "/on_cancel", graph_->on_cancel); !found) {
            return found;
        }
        if (Status parsed = parse_if_given(document_.trigger.when, "/trigger/when", graph_->trigger_when); !parsed) {
            return parsed;
        }
        for (std::size_t i = 0; i < document_.hooks.size(); ++i) {
            const flow::Hook& written = document_.hooks[i];
            const std::string pointer = json::join_pointer("/hooks", i);
            GraphHook hook;
            hook.on = written.on;
            hook.repeat = written.repeat;
            if (Status found = find(written.to, pointer + "/to", hook.to); !found) {
                return found;
            }
            if (Status parsed = parse_if_given(written.when, pointer + "/when", hook.when); !parsed) {
                return parsed;
            }
            graph_->hooks.push_back(std::move(hook));
        }
        return {};
    }

    Status find(const std::string& id, const std::string& pointer, NodeIndex& into) const {
        into = graph_->find_node(id);
        if (into == no_node) {
            return Error{"flow.unknown_target", fmt::format("expected the id of a node but found \"{}\"", id), pointer};
        }
        return {};
    }

    Status find_if_given(const std::string& id, const std::string& pointer, NodeIndex& into) const {
        return id.empty() ? Status() : find(id, pointer, into);
    }

    Status parse_if_given(const std::string& source, const std::string& pointer,
                          std::optional<expression::Expression>& into) const {
        if (source.empty()) {
            return {};
        }
        auto parsed = expression::parse(source, graph_->words);
        if (!parsed) {
            return Error{parsed.error().code, parsed.error().message, pointer};
        }
        into = *parsed;
        return {};
    }

    template <class F>
    void each_reference(F&& visit) const {
        const auto visit_all = [&](const std::vector<expression::Reference>& references) {
            for (const expression::Reference& reference : references) {
                visit(reference);
            }
        };
        for (const NodeSettings& settings : read_) {
            for (const DynamicSetting& setting : settings.dynamic) {
                visit_all(setting.kind == DynamicSetting::Kind::template_text ? setting.text.references()
                                                                              : setting.expression.references());
            }
            for (const auto& own : settings.expressions) {
                visit_all(own.expression.references());
            }
        }
        for (const GraphHook& hook : graph_->hooks) {
            if (hook.when) {
                visit_all(hook.when->references());
            }
        }
        if (graph_->trigger_when) {
            visit_all(graph_->trigger_when->references());
        }
    }

    template <class F>
    void each_script(F&& visit) const {
        for (std::size_t i = 0; i < read_.size(); ++i) {
            if (!graph_->nodes[i].type->source.empty()) {
                visit(graph_->nodes[i], graph_->nodes[i].type->source);
            }
            for (const NamedPart& script : read_[i].scripts) {
                visit(graph_->nodes[i], script.text);
            }
        }
    }

    Status number_variables() {
        std::set<std::string> names;
        std::set<std::string> scopes;
        for (const flow::Variable& variable : document_.variables) {
            names.insert(variable.name);
        }
        for (const flow::Input& input : document_.input) {
            names.insert(input.name);
        }
        each_reference([&](const expression::Reference& reference) {
            if (reference.root == root_vars && !reference.path.empty()) {
                names.insert(reference.path.front());
            }
            if (reference.root >= root_scopes) {
                scopes.insert(graph_->words.roots[static_cast<std::size_t>(reference.root)].name);
            }
        });
        each_script([&](const GraphNode&, std::string_view source) {
            for (std::string& name : members_of(source, "vars")) {
                names.insert(std::move(name));
            }
        });
        for (std::size_t i = 0; i < read_.size(); ++i) {
            const GraphNode& node = graph_->nodes[i];
            names.insert(node.type->sets.begin(), node.type->sets.end());
            for (const NamedPart& variable : read_[i].variables) {
                names.insert(variable.text);
            }
            const Value& keys = node.settings[node.type->sets_keys_of];
            for (const auto& [name, value] : keys.is_map() ? keys.as_map() : Map()) {
                names.insert(name.str());
            }
        }
        graph_->variables.assign(names.begin(), names.end());
        graph_->scopes_read.assign(scopes.begin(), scopes.end());
        graph_->defaults.resize(graph_->variables.size());
        for (const flow::Variable& variable : document_.variables) {
            if (variable.default_value) {
                graph_->defaults[static_cast<std::size_t>(graph_->find_variable(variable.name))] =
                    *variable.default_value;
            }
        }
        return {};
    }

    void collect_signals() {
        std::set<std::string> names;
        for (const flow::Hook& hook : document_.hooks) {
            names.insert(hook.on);
        }
        for (const GraphNode& node : graph_->nodes) {
            names.insert(node.type->signals.begin(), node.type->signals.end());
            for (const Output& output : node.outputs) {
                if (!output.signal.empty() && node.wire(output.key)) {
                    names.insert(output.signal);
                }
            }
            if (!node.type->signal_setting.empty()) {
                const Value& name = node.settings[node.type->signal_setting];
                names.insert(name.is_string() && !is_dynamic(node, node.type->signal_setting)
                                 ? std::string(name.as_string())
                                 : "*");
            }
        }
        each_script([&](const GraphNode& node, std::string_view source) {
            if (node.type->waits != Waits::never && may_wait(source)) {
                names.insert("*");
            }
        });
        if (names.count("*") != 0) {
            names = {"*"};
        }
        graph_->signals.assign(names.begin(), names.end());
    }

    static bool is_dynamic(const GraphNode& node, const std::string& setting) {
        return std::any_of(node.dynamic.begin(), node.dynamic.end(),
                           [&](const DynamicSetting& one) { return one.path.front() == setting; });
    }

    void keep_outputs() {
        bool all = pins_.keep_all_outputs;
        each_script([&](const GraphNode&, std::string_view source) { all = all || has_word(source, "node"); });
        each_reference([&](const expression::Reference& reference) {
            if (reference.root != root_node) {
                return;
            }
            if (reference.path.empty()) {
                all = true;  // `node[event.id]`: which one is known only then
                return;
            }
            if (const NodeIndex index = graph_->find_node(reference.path.front()); index != no_node) {
                graph_->nodes[static_cast<std::size_t>(index)].outputs_kept = true;
            }
        });
        for (GraphNode& node : graph_->nodes) {
            node.outputs_kept = node.outputs_kept || all;
        }
    }

    int slot_of(const expression::Reference& reference) const {
        if (reference.root >= root_scopes) {
            const std::string& name = graph_->words.roots[static_cast<std::size_t>(reference.root)].name;
            const auto found = std::lower_bound(graph_->scopes_read.begin(), graph_->scopes_read.end(), name);
            return static_cast<int>(found - graph_->scopes_read.begin());
        }
        if (reference.root == root_event || reference.path.empty()) {
            return -1;
        }
        return reference.root == root_vars ? graph_->find_variable(reference.path.front())
                                           : graph_->find_node(reference.path.front());
    }

    void bind_expressions() {
        const expression::Binder binder = [this](const expression::Reference& reference) { return slot_of(reference); };
        for (GraphNode& node : graph_->nodes) {
            for (DynamicSetting& setting : node.dynamic) {
                setting.expression = setting.expression.bind(binder);
                setting.text = setting.text.bind(binder);
            }
        }
        for (const NodeSettings& settings : read_) {
            for (const auto& own : settings.expressions) {
                graph_->expressions.emplace(own.source, own.expression.bind(binder));
            }
        }
        for (GraphHook& hook : graph_->hooks) {
            if (hook.when) {
                hook.when = hook.when->bind(binder);
            }
        }
        if (graph_->trigger_when) {
            graph_->trigger_when = graph_->trigger_when->bind(binder);
        }
    }

    void prepare_nodes() {
        const UsingExpressions using_expressions(graph_->expressions);
        for (GraphNode& node : graph_->nodes) {
            if (node.dynamic.empty() && node.type->behavior) {
                node.prepared = node.type->behavior->prepare(node.settings);
            }
        }
    }

    const flow::Document& document_;
    const Catalogue& catalogue_;
    const GraphPins& pins_;
    std::shared_ptr<Graph> graph_;
    std::vector<NodeSettings> read_;  // as graph_->nodes
};

}  // namespace

Result<GraphPtr> compile(const flow::Document& document, const Catalogue& catalogue, const Vocabulary& vocabulary,
                         const GraphPins& pins) {
    return Compiler(document, catalogue, vocabulary, pins).compile();
}

}  // namespace millrace
