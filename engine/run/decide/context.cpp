#include "engine/run/decide/context.hpp"

#include "engine/base/clock.hpp"

namespace millrace::run {

const Value& Context::kept() const {
    const auto found = frame_.kept.find(activation_.node);
    return found == frame_.kept.end() ? nil_value() : found->second;
}

const Value& Context::variable(std::string_view name) const {
    const int slot = frame_.graph->find_variable(name);
    return slot >= 0 ? frame_.slots[static_cast<std::size_t>(slot)] : frame_.extra[name];
}

Value Context::variables() const {
    Map all = frame_.extra;
    for (std::size_t i = 0; i < frame_.slots.size(); ++i) {
        if (!frame_.slots[i].is_nil()) {
            all.set(frame_.graph->variables[i], frame_.slots[i]);
        }
    }
    return all;
}

const Value& Context::node_output(std::string_view node, std::string_view name) const {
    const auto found = frame_.outputs.find(frame_.graph->find_node(node));
    return found == frame_.outputs.end() ? nil_value() : found->second[name];
}

const Value& Context::read(std::string_view name, const Value& about) const {
    return decider_.answer(Question{std::string(name), about});
}

Result<Value> Context::evaluate(const expression::Expression& expression) const {
    // Reading caches, evaluating changes nothing else.
    return expression::evaluate(expression, const_cast<Context&>(*this));
}

Result<Value> Context::evaluate_on(const expression::Expression& expression, const Value& event) const {
    event_ = &event;
    Result<Value> value = evaluate(expression);
    event_ = nullptr;
    return value;
}

Result<String> Context::render(const expression::Template& text) {
    return expression::render(text, *this);
}

Result<Value> Context::binding(std::string_view name) {
    // The flow's own: a subflow asks for its, not its caller's.
    const Value& bound = read("binding", Map{{"flow", frame_.graph->key}, {"name", name}});
    if (bound.is_nil()) {
        return Error{"flow.binding_unresolved",
                     "expected the binding '" + std::string(name) + "' to be set but it is not"};
    }
    return bound;
}

std::uint64_t Context::random() const {
    const State& state = decider_.state();
    const std::uint64_t call = (std::uint64_t{activation_.resumes} << 32) | randoms_++;
    return mix(mix(state.seed, activation_.id), call);
}

namespace {

// What the reference names of something that was read whole.
const Value& member_of(const Value& whole, const expression::Reference& reference) {
    return reference.path.empty() ? whole : whole[reference.path.front()];
}

}  // namespace

// Scopes are read whole: one question each, however many members an expression looks at.
const Value& Context::read(const expression::Reference& reference) {
    switch (reference.root) {
        case root_vars:
            if (reference.slot >= 0) {
                return frame_.slots[static_cast<std::size_t>(reference.slot)];
            }
            if (reference.path.empty()) {
                return made_ = variables();
            }
            return variable(reference.path.front());
        case root_event:
            return member_of(event_ != nullptr ? *event_ : activation_.event, reference);
        case root_node: {
            if (reference.path.size() == 2) {
                return node_output(reference.path[0], reference.path[1]);
            }
            Map nodes;
            for (const auto& [node, outputs] : frame_.outputs) {
                nodes.set(frame_.graph->nodes[static_cast<std::size_t>(node)].id, outputs);
            }
            made_ = nodes;
            return reference.path.empty() ? made_ : made_ = Value(nodes[reference.path.front()]);
        }
        default:
            return member_of(read(frame_.graph->words.roots[static_cast<std::size_t>(reference.root)].name), reference);
    }
}

Result<bool> test_condition(Decider& decider, const Frame& frame, const expression::Expression& condition,
                            const Value& event) {
    static const GraphNode nowhere{};
    Activation woken;
    woken.frame = frame.id;
    woken.event = event;
    const Context context(decider, frame, nowhere, woken);
    const Result<Value> value = static_cast<const NodeContext&>(context).evaluate(condition);
    if (!value) {
        return value.error();
    }
    return value->truthy();
}

}  // namespace millrace::run
