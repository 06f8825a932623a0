#include "engine/check/facts.hpp"

#include <algorithm>

#include "engine/expression/places.hpp"
#include "engine/value/json.hpp"

namespace millrace::checks {

const Output* NodeFacts::output(std::string_view key) const {
    const auto found = std::find_if(outputs.begin(), outputs.end(), [&](const Output& one) { return one.key == key; });
    return found == outputs.end() ? nullptr : &*found;
}

std::string NodeFacts::wire_pointer(std::string_view output) const {
    return json::join_pointer(pointer + "/next", output);
}

std::vector<expression::Reference> Spot::references() const {
    return text ? text->references() : expression->references();
}

const std::string& Spot::source() const {
    return text ? text->source() : expression->source();
}

std::optional<TextPlace> Spot::place_of(const expression::Reference& reference) const {
    const auto found = text ? expression::place_of(*text, reference) : expression::place_of(*expression, reference);
    return found ? std::optional(place_in(source(), found->at, found->size)) : std::nullopt;
}

Facts::Facts(const flow::Document& document_, const World& world_)
    : document(document_), world(world_), words(expression_vocabulary(*world_.vocabulary)) {
    read_nodes();
    draw();
    reach();
    read_conditions();
    collect_spots();
}

NodeIndex Facts::find(std::string_view id) const {
    const flow::Node* node = document.node(id);
    return node ? static_cast<NodeIndex>(node - document.nodes.data()) : no_node;
}

const std::optional<World::Callee>& Facts::callee(std::string_view key) const {
    auto known = callees_.find(key);
    if (known == callees_.end()) {
        auto found = key == document.key ? contract_of(document, *world.catalogue)
                     : world.callee      ? world.callee(key)
                                         : std::nullopt;
        known = callees_.emplace(std::string(key), std::move(found)).first;
    }
    return known->second;
}

std::vector<std::string> Facts::ids() const {
    std::vector<std::string> ids;
    ids.reserve(nodes.size());
    for (const NodeFacts& node : nodes) {
        ids.push_back(node.id());
    }
    return ids;
}

void Facts::read_nodes() {
    const auto outcomes = [this](std::string_view key) {
        const auto& called = callee(key);
        return called ? called->outcomes : std::vector<std::string>();
    };
    nodes.resize(document.nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        NodeFacts& node = nodes[i];
        node.written = &document.nodes[i];
        node.pointer = json::join_pointer("/nodes", node.written->id);
        if (const NodeTypePtr* type = world.catalogue->find(node.written->type)) {
            node.type = type->get();
            node.settings = read_settings(**type, node.written->settings, node.pointer_to("settings"), words);
            node.outputs = outputs_of(*node.written, **type, outcomes);
        }
    }
}

void Facts::draw() {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        NodeFacts& node = nodes[i];
        for (const flow::Wire& wire : node.written->next) {
            const NodeIndex target = find(wire.target);
            if (target == no_node) {
                continue;
            }
            const Output* output = node.output(wire.output);
            const Edge edge{static_cast<NodeIndex>(i), target, wire.output, output ? output->kind : OutputKind::ok};
            node.next.push_back(edge);
            nodes[static_cast<std::size_t>(target)].before.push_back(edge);
        }
        const Value& join = node.settings.values["join"];
        if (node.splits() && join.is_string()) {
            node.join = find(join.as_string());
        }
    }
}

void Facts::reach() {
    const auto add = [this](Root::Kind kind, std::string pointer, const std::string& id) {
        if (const NodeIndex node = find(id); node != no_node) {
            roots.push_back({kind, std::move(pointer), node});
        }
    };
    add(Root::Kind::start, "/start", document.start);
    for (std::size_t i = 0; i < document.hooks.size(); ++i) {
        add(Root::Kind::hook, json::join_pointer("/hooks", i) + "/to", document.hooks[i].to);
    }
    add(Root::Kind::on_error, "/on_error", document.on_error);
    add(Root::Kind::on_cancel, "/on_cancel", document.on_cancel);

    std::vector<NodeIndex> open;
    const auto visit = [&](NodeIndex index) {
        NodeFacts& node = nodes[static_cast<std::size_t>(index)];
        if (!node.reachable) {
            node.reachable = true;
            open.push_back(index);
        }
    };
    for (const Root& root : roots) {
        visit(root.node);
    }
    while (!open.empty()) {
        const NodeIndex index = open.back();
        open.pop_back();
        for (const Edge& edge : nodes[static_cast<std::size_t>(index)].next) {
            visit(edge.target);
        }
    }
}

void Facts::read_conditions() {
    const auto read = [this](const std::string& source, std::string pointer) {
        if (source.empty()) {
            return;
        }
        auto parsed = expression::parse(source, words);
        if (parsed) {
            conditions.push_back({std::move(pointer), *parsed});
        } else {
            const auto mistake = expression::mistake_in(source, words);
            broken_conditions.push_back(
                {{parsed.error().code, parsed.error().message, std::move(pointer)},
                 mistake ? std::optional(place_in(source, mistake->place.at, mistake->place.size)) : std::nullopt});
        }
    };
    read(document.trigger.when, "/trigger/when");
    for (std::size_t i = 0; i < document.hooks.size(); ++i) {
        read(document.hooks[i].when, json::join_pointer("/hooks", i) + "/when");
    }
}

void Facts::collect_spots() {
    for (const Condition& condition : conditions) {
        spots.push_back({no_node, condition.pointer, &condition.expression, nullptr, nullptr});
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const NodeSettings& settings = nodes[i].settings;
        const std::string base = nodes[i].pointer_to("settings");
        const auto index = static_cast<NodeIndex>(i);
        for (const DynamicSetting& setting : settings.dynamic) {
            if (setting.kind == DynamicSetting::Kind::template_text) {
                spots.push_back({index, pointer_of(base, setting.path), nullptr, &setting.text, setting.spec});
            } else if (setting.kind == DynamicSetting::Kind::expression) {
                spots.push_back({index, pointer_of(base, setting.path), &setting.expression, nullptr, setting.spec});
            }
        }
        for (const NodeSettings::Own& own : settings.expressions) {
            spots.push_back({index, pointer_of(base, own.path), &own.expression, nullptr, nullptr});
        }
    }
}

}  // namespace millrace::checks
