#include "runtime/flowtest/play/harness.hpp"

#include <algorithm>

#include "engine/node/graph.hpp"

namespace millrace::flowtest {
namespace {

const NodeType* type_in(const Catalogue& catalogue, Role role) {
    for (const NodeTypePtr& type : catalogue.all()) {
        if (type->role == role) {
            return type.get();
        }
    }
    return nullptr;
}

flow::Node make_node(std::string id, const NodeType& type, Value settings = Map{}) {
    flow::Node node;
    node.id = std::move(id);
    node.type = type.type;
    node.settings = std::move(settings);
    return node;
}

flow::Node make_end(const Catalogue& catalogue, std::string id, const std::string& outcome, Value result = {}) {
    const NodeType* type = type_in(catalogue, Role::end);
    MILLRACE_ASSERT(type != nullptr);
    Map settings;
    if (type->settings.find("outcome") != nullptr) {
        settings.set("outcome", outcome);
    }
    if (!result.is_nil() && type->settings.find("result") != nullptr) {
        settings.set("result", std::move(result));
    }
    return make_node(std::move(id), *type, std::move(settings));
}

class Builder {
public:
    explicit Builder(const NodeSetting& setting) : setting_(setting), catalogue_(*setting.catalogue) {}

    flow::Document build() {
        document_.key = std::string(harness_key);
        document_.title = setting_.type;
        const NodeTypePtr* found = catalogue_.find(setting_.type);
        if (found == nullptr) {
            // The check says that there is no such type.
            flow::Node node;
            node.id = node_id_of(setting_.type);
            node.type = setting_.type;
            document_.start = node.id;
            document_.nodes.push_back(std::move(node));
            return std::move(document_);
        }
        const NodeType& type = **found;
        flow::Node node = make_node(node_id_of(setting_.type), type, setting_.settings);
        document_.start = node.id;
        switch (type.role) {
            case Role::fork:
            case Role::race:
                fork(std::move(node), type);
                break;
            case Role::join:
                join(std::move(node));
                break;
            default:
                plain(std::move(node), type);
                break;
        }
        declare();
        std::sort(document_.nodes.begin(), document_.nodes.end(),
                  [](const flow::Node& a, const flow::Node& b) { return a.id < b.id; });
        return std::move(document_);
    }

private:
    bool wanted(const std::string& output) const {
        return std::find(setting_.unwired.begin(), setting_.unwired.end(), output) == setting_.unwired.end();
    }

    void wire(flow::Node& node, const std::string& output, const std::string& target) {
        if (node.wire(output) == nullptr && wanted(output)) {
            node.next.push_back({output, target});
            std::sort(node.next.begin(), node.next.end(),
                      [](const flow::Wire& a, const flow::Wire& b) { return a.output < b.output; });
        }
    }

    void wire_to_end(flow::Node& node, const std::string& output) {
        const std::string id = "to_" + output;
        wire(node, output, id);
        const auto same = [&](const flow::Node& one) { return one.id == id; };
        if (wanted(output) && std::none_of(document_.nodes.begin(), document_.nodes.end(), same)) {
            document_.nodes.push_back(make_end(catalogue_, id, output));
        }
    }

    void plain(flow::Node node, const NodeType& type) {
        for (const std::string& output : setting_.wires) {
            wire_to_end(node, output);
        }
        for (const Output& output : outputs_of(node, type, [&](std::string_view flow) { return outcomes_of(flow); })) {
            wire_to_end(node, output.key);
        }
        document_.nodes.push_back(std::move(node));
    }

    void fork(flow::Node node, const NodeType& type) {
        const NodeType* joins = type_in(catalogue_, Role::join);
        MILLRACE_ASSERT(joins != nullptr);
        if (node.settings["join"].is_nil()) {
            node.settings = with(node.settings, "join", "meet");
        }
        Map mode;
        if (type.role == Role::race) {
            mode.set("mode", "any");
        }
        flow::Node meet = make_node("meet", *joins, std::move(mode));
        for (const std::string& branch : setting_.wires) {
            wire(node, branch, meet.id);
        }
        wire_to_end(meet, "done");
        document_.nodes.push_back(std::move(node));
        document_.nodes.push_back(std::move(meet));
    }

    void join(flow::Node node) {
        const NodeType* forks = type_in(catalogue_, Role::fork);
        MILLRACE_ASSERT(forks != nullptr);
        flow::Node fork = make_node("ways", *forks, Map{{"join", node.id}});
        fork.next = {{"first", node.id}, {"second", node.id}};
        document_.start = fork.id;
        wire_to_end(node, "done");
        document_.nodes.push_back(std::move(fork));
        document_.nodes.push_back(std::move(node));
    }

    std::vector<std::string> outcomes_of(std::string_view flow) const {
        std::vector<std::string> outcomes;
        if (setting_.stubs != nullptr) {
            for (const StubFlow& stub : *setting_.stubs) {
                if (stub.key == flow) {
                    outcomes.push_back(stub.outcome);
                }
            }
        }
        return outcomes;
    }

    static Value with(const Value& settings, std::string_view name, Value value) {
        Map map = settings.is_map() ? settings.as_map() : Map{};
        map.set(String(name), std::move(value));
        return map;
    }

    // What the case gives counts as declared.
    void declare() {
        for (const auto& [name, value] : setting_.facts->input) {
            document_.variables.push_back({name.str(), "", value});
        }
        const NodeTypePtr* type = catalogue_.find(setting_.type);
        if (!setting_.settings.is_map()) {
            return;
        }
        for (const auto& [name, value] : setting_.settings.as_map()) {
            const FieldSpec* spec = (*type)->settings.find(name);
            if (value["bind"].is_string() && spec != nullptr) {
                document_.bindings.push_back(
                    {std::string(value["bind"].as_string()), std::string(to_text(spec->kind))});
            }
        }
    }

    const NodeSetting& setting_;
    const Catalogue& catalogue_;
    flow::Document document_;
};

}  // namespace

std::string node_id_of(std::string_view type) {
    const std::size_t dot = type.rfind('.');
    return std::string(dot == std::string_view::npos ? type : type.substr(dot + 1));
}

flow::Document one_node_flow(const NodeSetting& setting) {
    return Builder(setting).build();
}

flow::Document stub_document(const Catalogue& catalogue, const StubFlow& stub) {
    flow::Document document;
    document.key = stub.key;
    document.title = stub.key;
    document.start = "over";
    document.nodes.push_back(make_end(catalogue, "over", stub.outcome, stub.result));
    return document;
}

}  // namespace millrace::flowtest
