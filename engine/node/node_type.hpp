#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/node/node_context.hpp"
#include "engine/node/signal.hpp"
#include "engine/node/step.hpp"
#include "engine/value/fields.hpp"

namespace millrace {

enum class OutputKind : std::uint8_t {
    ok,       // must be wired
    error,    // unwired: an incident
    timeout,  // must be wired, if the node can time out
    event,    // unwired: not waited for
};
std::string_view to_text(OutputKind kind);

struct Output {
    std::string key;
    OutputKind kind = OutputKind::ok;
    std::string title;
    std::string signal = {};   // event: the signal that takes it
    std::string setting = {};  // timeout: the setting without which the node never times out; empty: it always can

    // of a timeout: it can happen only if this setting is given.
    Output after(std::string key) && {
        setting = std::move(key);
        return std::move(*this);
    }
};
inline Output ok(std::string key, std::string title) {
    return {std::move(key), OutputKind::ok, std::move(title)};
}
inline Output error(std::string key, std::string title) {
    return {std::move(key), OutputKind::error, std::move(title)};
}
inline Output timeout(std::string key, std::string title) {
    return {std::move(key), OutputKind::timeout, std::move(title)};
}
template <class S>
Output event(std::string key, std::string title) {
    return {std::move(key), OutputKind::event, std::move(title), std::string(S::name)};
}

// Where the outputs come from that are not in the list.
enum class OutputsFrom : std::uint8_t {
    fixed,    // nowhere
    next,     // the keys of the node's own wires
    options,  // the values of settings.options
    flow,     // the outcomes of the flow named by settings.flow
};

// What the engine and the check must know of a node's part in the graph.
enum class Role : std::uint8_t { plain, end, fork, race, join, loop, subflow, catcher, thrower };

// How a node of this type counts in a cycle.
enum class Waits : std::uint8_t { never, maybe, always };

// What a node does, without state of its own: settings and context come in, an answer goes out. One object serves
// every run on every thread.
class NodeBehavior {
public:
    virtual ~NodeBehavior() = default;
    // Settings that passed the check and have their defaults, in the form this node wants them.
    virtual std::shared_ptr<const void> prepare(const Value& settings) const = 0;
    virtual Step enter(const void* settings, const NodeContext& context) const = 0;
    virtual Step resume(const void* settings, const Signal& signal, const NodeContext& context) const = 0;
};

// The shape of a node written in C++: Settings is a described struct (see Fields).
template <class S>
class Node : public NodeBehavior {
public:
    using Settings = S;
    virtual Step enter(const S& settings, const NodeContext& context) const = 0;
    // Only nodes that wait are resumed.
    virtual Step resume(const S&, const Signal&, const NodeContext&) const {
        return fail("node.unexpected_signal", "expected no signal but one came: this node does not wait");
    }

    std::shared_ptr<const void> prepare(const Value& settings) const final {
        return std::make_shared<const S>(from_value<S>(settings));
    }
    Step enter(const void* settings, const NodeContext& context) const final {
        return enter(*static_cast<const S*>(settings), context);
    }
    Step resume(const void* settings, const Signal& signal, const NodeContext& context) const final {
        return resume(*static_cast<const S*>(settings), signal, context);
    }
};

// A kind of box. A value: copies share the behaviour.
struct NodeType {
    std::string type;  // "routing.enqueue"
    int version = 1;
    std::string title;
    std::string category;
    std::string icon;
    std::string help;   // Markdown; the first paragraph is the summary
    std::string cases;  // .flowtest: the cases that show what it does
    std::vector<Output> outputs;
    OutputsFrom outputs_from = OutputsFrom::fixed;
    Schema settings;
    Role role = Role::plain;
    Waits waits = Waits::never;
    bool talks = false;                // speaks to the customer; not for companions
    std::vector<std::string> sets;     // variables it sets by itself, when it leaves by an output of kind ok
    std::string sets_keys_of;          // a map setting whose keys are variables that it sets ("values" of control.set)
    std::vector<std::string> signals;  // signals it may wait for, beside those of its outputs
    std::string signal_setting;        // a setting that names one more ("name" of control.wait_for_event)
    std::string source_hash;           // of a type written in Lua: pinned by the flow version
    std::string source;
    // More than the description can say, e.g. "exactly one of times and while". Problems have pointers below the
    // node's settings ("/times") and codes without "flow.".
    std::function<std::vector<Error>(const Value& settings)> check_settings;
    std::shared_ptr<const NodeBehavior> behavior;

    const Output* output(std::string_view key) const;
};

class NodeTypeBuilder {
public:
    explicit NodeTypeBuilder(NodeType type) : type_(std::move(type)) {}
    operator NodeType() const { return type_; }

    NodeTypeBuilder&& titled(std::string title) && {
        type_.title = std::move(title);
        return std::move(*this);
    }
    NodeTypeBuilder&& with_icon(std::string icon) && {
        type_.icon = std::move(icon);
        return std::move(*this);
    }
    NodeTypeBuilder&& with_outputs(std::vector<Output> outputs) && {
        type_.outputs = std::move(outputs);
        return std::move(*this);
    }
    NodeTypeBuilder&& with_outputs_from(OutputsFrom from) && {
        type_.outputs_from = from;
        return std::move(*this);
    }
    NodeTypeBuilder&& in_role(Role role) && {
        type_.role = role;
        return std::move(*this);
    }
    NodeTypeBuilder&& waiting(Waits waits) && {
        type_.waits = waits;
        return std::move(*this);
    }
    NodeTypeBuilder&& talking() && {
        type_.talks = true;
        return std::move(*this);
    }
    // Signals the node may wait for: only what some node or hook of a version can take is delivered to its runs.
    template <class... S>
    NodeTypeBuilder&& hearing() && {
        (type_.signals.emplace_back(S::name), ...);
        return std::move(*this);
    }
    // The same for a signal that a setting names.
    NodeTypeBuilder&& hearing_named_by(std::string setting) && {
        type_.signal_setting = std::move(setting);
        return std::move(*this);
    }
    // Variables it sets, beside those that its settings of kind `variable` name: by name, or the keys of a map setting.
    NodeTypeBuilder&& setting_variables(std::vector<std::string> names) && {
        type_.sets = std::move(names);
        return std::move(*this);
    }
    NodeTypeBuilder&& setting_keys_of(std::string setting) && {
        type_.sets_keys_of = std::move(setting);
        return std::move(*this);
    }
    NodeTypeBuilder&& checked_by(std::function<std::vector<Error>(const Value&)> check) && {
        type_.check_settings = std::move(check);
        return std::move(*this);
    }

private:
    NodeType type_;
};

// Begins the description of a type whose behaviour is N, a Node<Settings>.
template <class N>
NodeTypeBuilder node_type(std::string type) {
    NodeType made;
    made.category = type.substr(0, type.find('.'));
    made.title = type;
    made.type = std::move(type);
    made.settings = fields_of<typename N::Settings>().schema();
    made.behavior = std::make_shared<const N>();
    return NodeTypeBuilder(std::move(made));
}

}  // namespace millrace
