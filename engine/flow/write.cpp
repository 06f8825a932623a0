// The canonical form: members in one order, defaults left out. What read() makes of it is the same document again.

#include "engine/base/digest.hpp"
#include "engine/flow/document.hpp"
#include "engine/value/json.hpp"

namespace millrace::flow {
namespace {

// Leaves out what the reader would put there by itself.
void put(Map& object, std::string_view member, const std::string& text) {
    if (!text.empty()) {
        object.set(member, Value(text));
    }
}
void put(Map& object, std::string_view member, Map map) {
    if (!map.empty()) {
        object.set(member, Value(std::move(map)));
    }
}
void put_if(Map& object, std::string_view member, bool flag) {
    if (flag) {
        object.set(member, true);
    }
}

Value write(const Trigger& trigger) {
    Map object;
    put(object, "on", trigger.on);
    put(object, "when", trigger.when);
    if (trigger.priority != 0) {
        object.set("priority", trigger.priority);
    }
    if (trigger.if_running != "signal") {
        put(object, "if_running", trigger.if_running);
    }
    return object;
}

Value write(const Input& input) {
    Map object;
    put(object, "type", input.type);
    put_if(object, "required", input.required);
    return object;
}

Value write(const Variable& variable) {
    Map object;
    put(object, "type", variable.type);
    if (variable.default_value) {
        object.set("default", *variable.default_value);
    }
    return object;
}

Value write(const Binding& binding) {
    Map object;
    put(object, "kind", binding.kind);
    return object;
}

Value write(const Node& node) {
    Map object;
    put(object, "type", node.type);
    put(object, "title", node.title);
    put(object, "note", node.note);
    if (node.settings.is_map()) {
        put(object, "settings", node.settings.as_map());
    }
    Map next;
    for (const Wire& wire : node.next) {
        next.set(wire.output, Value(wire.target));
    }
    put(object, "next", std::move(next));
    if (node.commit_before) {
        object.set("commit", "before");
    }
    return object;
}

Value write(const Hook& hook) {
    Map object;
    put(object, "on", hook.on);
    put(object, "when", hook.when);
    put(object, "to", hook.to);
    put_if(object, "repeat", hook.repeat);
    return object;
}

template <class T>
Map by_name(const std::vector<T>& all) {
    Map map;
    for (const T& one : all) {
        map.set(one.name, write(one));
    }
    return map;
}

Map write_logic(const Document& document) {
    Map object;
    object.set("format", format_name);
    put(object, "key", document.key);
    put(object, "title", document.title);
    put(object, "description", document.description);
    object.set("trigger", write(document.trigger));
    put(object, "input", by_name(document.input));
    put(object, "variables", by_name(document.variables));
    put(object, "bindings", by_name(document.bindings));
    put(object, "start", document.start);
    Map nodes;
    for (const Node& node : document.nodes) {
        nodes.set(node.id, write(node));
    }
    object.set("nodes", std::move(nodes));
    List hooks;
    for (const Hook& hook : document.hooks) {
        hooks.push(write(hook));
    }
    if (!hooks.empty()) {
        object.set("hooks", std::move(hooks));
    }
    put(object, "on_error", document.on_error);
    put(object, "on_cancel", document.on_cancel);
    return object;
}

}  // namespace

Value write(const Document& document) {
    Map object = write_logic(document);
    if (document.layout.is_map()) {
        put(object, "layout", document.layout.as_map());
    }
    return object;
}

std::string hash(const Document& document) {
    return sha256_hex(json::dump(write_logic(document)));
}

}  // namespace millrace::flow
