// Reads a flow document without judging what it means. Every member is either understood or named in a problem.

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/flow/document.hpp"
#include "engine/flow/object_reader.hpp"
#include "engine/flow/read_layout.hpp"
#include "engine/value/json.hpp"

namespace millrace::flow {
namespace {

constexpr int depth_max = 64;

bool deeper_than(const Value& value, int levels) {
    if (levels == 0) {
        return value.is_list() || value.is_map();
    }
    if (value.is_list()) {
        return std::any_of(value.as_list().begin(), value.as_list().end(),
                           [&](const Value& item) { return deeper_than(item, levels - 1); });
    }
    if (value.is_map()) {
        return std::any_of(value.as_map().begin(), value.as_map().end(),
                           [&](const Map::Entry& entry) { return deeper_than(entry.second, levels - 1); });
    }
    return false;
}

// What may follow `vars.`.
bool is_variable_name(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && name.size() <= 63 && letter(name[0]) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

const std::vector<std::string> variable_types = {"string", "integer", "number", "boolean", "list", "map"};

class DocumentReader {
public:
    explicit DocumentReader(Reading& reading) : document_(reading.document), problems_(reading.problems) {}

    void read(const Value& json) {
        ObjectReader root(json, "the flow", "", "", problems_);
        if (!json.is_map()) {
            return;
        }
        read_format(root);
        document_.key = root.required_text("key");
        expect_key(root, "key", document_.key);
        document_.title = root.required_text("title");
        document_.description = root.text("description");
        read_trigger(root);
        read_input(root);
        read_variables(root);
        read_bindings(root);
        document_.start = root.required_text("start");
        read_nodes(root);
        read_hooks(root);
        document_.on_error = root.text("on_error");
        document_.on_cancel = root.text("on_cancel");
        document_.layout = read_layout(root.any("layout"), problems_);
        root.finish();
    }

private:
    void read_format(ObjectReader& root) {
        const std::string format = root.required_text("format");
        if (!format.empty() && format != format_name) {
            root.report(
                "flow.invalid_setting", "format",
                fmt::format("expected the format \"{}\" but found \"{}\"", format_name, utf8_prefix(format, 80)),
                fmt::format("Write \"format\": \"{}\".", format_name));
        }
    }

    void read_trigger(ObjectReader& root) {
        if (!root.has("trigger")) {
            root.any("trigger");
            root.report("flow.missing_setting", "trigger", "expected `trigger` in the flow but it is missing",
                        "Write \"trigger\": {\"on\": \"api\"} for a flow that others start.");
            return;
        }
        ObjectReader trigger(root.any("trigger"), "the trigger", root.pointer("trigger"), "", problems_);
        document_.trigger.on = trigger.required_text("on");
        document_.trigger.when = trigger.text("when");
        document_.trigger.priority = trigger.integer("priority", 0);
        document_.trigger.if_running = trigger.choice("if_running", {"signal", "replace", "ignore"}, "signal");
        trigger.finish();
    }

    void read_input(ObjectReader& root) {
        each(root, "input", [&](const std::string& name, const Value& value, const std::string& pointer) {
            ObjectReader one(value, "an input", pointer, "", problems_);
            Input input;
            input.name = name;
            input.type = one.choice("type", variable_types, "");
            input.required = one.boolean("required", false);
            one.finish();
            expect_variable_name(name, pointer);
            document_.input.push_back(std::move(input));
        });
    }

    void read_variables(ObjectReader& root) {
        each(root, "variables", [&](const std::string& name, const Value& value, const std::string& pointer) {
            ObjectReader one(value, "a variable", pointer, "", problems_);
            Variable variable;
            variable.name = name;
            variable.type = one.choice("type", variable_types, "");
            if (const Value& found = one.any("default"); !found.is_nil()) {
                variable.default_value = found;
            }
            one.finish();
            expect_variable_name(name, pointer);
            document_.variables.push_back(std::move(variable));
        });
    }

    void read_bindings(ObjectReader& root) {
        each(root, "bindings", [&](const std::string& name, const Value& value, const std::string& pointer) {
            ObjectReader one(value, "a binding", pointer, "", problems_);
            Binding binding;
            binding.name = name;
            binding.kind = one.required_text("kind");
            one.finish();
            expect_variable_name(name, pointer);
            document_.bindings.push_back(std::move(binding));
        });
    }

    void read_nodes(ObjectReader& root) {
        if (!root.has("nodes")) {
            root.any("nodes");
            root.report("flow.missing_setting", "nodes", "expected `nodes` in the flow but it is missing",
                        "Add at least one node.");
            return;
        }
        if (root.any("nodes").is_map() && root.any("nodes").as_map().size() > nodes_max) {
            root.report(
                "flow.too_large", "nodes",
                fmt::format("expected at most {} nodes but found {}", nodes_max, root.any("nodes").as_map().size()),
                "Move parts of the flow to subflows.");
            return;
        }
        each(root, "nodes", [&](const std::string& id, const Value& value, const std::string& pointer) {
            if (!is_key(id)) {
                problems_.push_back({Severity::error, "flow.invalid_setting", id, pointer,
                                     fmt::format("expected a node's id of lower-case letters, digits and _, "
                                                 "beginning with a letter, but found \"{}\"",
                                                 utf8_prefix(id, 80)),
                                     "Give the node another id."});
            }
            read_node(id, value, pointer);
        });
    }

    void read_node(const std::string& id, const Value& value, const std::string& pointer) {
        ObjectReader one(value, "a node", pointer, id, problems_);
        Node node;
        node.id = id;
        node.type = one.required_text("type");
        node.title = one.text("title");
        node.note = one.text("note");
        if (const Map* settings = one.object("settings")) {
            node.settings = *settings;
        }
        if (const Map* next = one.object("next")) {
            for (const auto& [output, target] : *next) {
                if (!target.is_string() || target.as_string().empty()) {
                    problems_.push_back({Severity::error, "flow.invalid_setting", id,
                                         json::join_pointer(one.pointer("next"), output.view()),
                                         fmt::format("expected the id of a node but found {}", describe(target)),
                                         "Write the id of the node that follows."});
                    continue;
                }
                node.next.push_back({output.str(), std::string(target.as_string())});
            }
        }
        node.commit_before = one.choice("commit", {"before"}, "") == "before";
        one.finish();
        document_.nodes.push_back(std::move(node));
    }

    void read_hooks(ObjectReader& root) {
        const List* hooks = root.list("hooks");
        for (std::size_t i = 0; hooks && i < hooks->size(); ++i) {
            ObjectReader one((*hooks)[i], "a hook", json::join_pointer(root.pointer("hooks"), i), "", problems_);
            Hook hook;
            hook.on = one.required_text("on");
            hook.when = one.text("when");
            hook.to = one.required_text("to");
            hook.repeat = one.boolean("repeat", false);
            one.finish();
            document_.hooks.push_back(std::move(hook));
        }
    }

    template <class F>
    void each(ObjectReader& root, std::string_view member, F&& read_one) {
        if (const Map* all = root.object(member)) {
            for (const auto& [name, value] : *all) {
                read_one(name.str(), value, json::join_pointer(root.pointer(member), name.view()));
            }
        }
    }

    void expect_key(ObjectReader& root, std::string_view member, const std::string& key) {
        if (!key.empty() && !is_key(key)) {
            root.report("flow.invalid_setting", member,
                        fmt::format("expected a key of at most 63 lower-case letters, digits and _, beginning with a "
                                    "letter, but found \"{}\"",
                                    utf8_prefix(key, 80)),
                        "Write the key like after_hours.");
        }
    }

    void expect_variable_name(const std::string& name, const std::string& pointer) {
        if (!is_variable_name(name)) {
            problems_.push_back({Severity::error, "flow.invalid_setting", "", pointer,
                                 fmt::format("expected a name of at most 63 letters, digits and _, not beginning with "
                                             "a digit, but found \"{}\"",
                                             utf8_prefix(name, 80)),
                                 "Give it a name that an expression can use."});
        }
    }

    Document& document_;
    Problems& problems_;
};

Problem problem_of(const Error& error) {
    Problem problem{Severity::error, error.code, "", error.pointer, error.message, "Correct the JSON text."};
    if (error.code == "json.too_deep") {
        problem.code = "flow.too_deep";
        problem.fix = "Nest lists and objects less deeply.";
    } else if (error.code == "json.too_large") {
        problem.code = "flow.too_large";
        problem.fix = "Move parts of the flow to subflows.";
    } else if (error.code == "json.duplicate_key") {
        problem.fix = "Remove one of the two, or rename it.";
        constexpr std::string_view nodes = "/nodes/";
        const std::string_view pointer = error.pointer;
        if (pointer.substr(0, nodes.size()) == nodes && pointer.find('/', nodes.size()) == std::string_view::npos) {
            problem.code = "flow.duplicate_id";
            problem.node = std::string(pointer.substr(nodes.size()));
            problem.message = fmt::format("expected each node's id once but \"{}\" is there twice", problem.node);
            problem.fix = "Give one of the two nodes another id.";
        }
    }
    return problem;
}

}  // namespace

Reading read(const Value& json) {
    Reading reading;
    if (deeper_than(json, depth_max)) {
        reading.problems.push_back(
            {Severity::error, "flow.too_deep", "", "",
             fmt::format("expected at most {} levels of lists and objects but there are more", depth_max),
             "Nest lists and objects less deeply."});
        return reading;
    }
    DocumentReader(reading).read(json);
    return reading;
}

Reading read_text(std::string_view text) {
    auto json = json::parse(text);
    if (!json) {
        Reading reading;
        reading.problems.push_back(problem_of(json.error()));
        return reading;
    }
    return read(*json);
}

}  // namespace millrace::flow
