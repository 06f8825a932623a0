#pragma once

#include "engine/expression/evaluate.hpp"
#include "engine/node/node_context.hpp"
#include "engine/node/settings.hpp"
#include "engine/run/decide/decider.hpp"

namespace millrace::run {

// What one call of a node sees, and what its expressions read.
class Context final : public NodeContext, public SettingEvaluator, private expression::Scope {
public:
    Context(Decider& decider, const Frame& frame, const GraphNode& node, const Activation& activation)
        : decider_(decider), frame_(frame), node_(node), activation_(activation) {}

    Time now() const override { return decider_.now(); }
    const Value& memory() const override { return activation_.memory; }
    const Value& kept() const override;
    const Value& variable(std::string_view name) const override;
    Value variables() const override;
    const Value& event() const override { return activation_.event; }
    const Value& node_output(std::string_view node, std::string_view name) const override;
    const Value& read(std::string_view name, const Value& about = nil_value()) const override;
    Result<Value> evaluate(const expression::Expression& expression) const override;
    Result<Value> evaluate(const expression::Expression& expression) override {
        return static_cast<const Context*>(this)->evaluate(expression);
    }
    Result<Value> evaluate_on(const expression::Expression& expression, const Value& event) const override;
    Result<String> render(const expression::Template& text) override;
    Result<Value> binding(std::string_view name) override;
    std::uint64_t random() const override;
    bool wired(std::string_view output) const override { return node_.wire(output) != nullptr; }
    bool resumed() const override { return activation_.resumes > 0; }
    std::string_view node_id() const override { return node_.id; }
    std::string_view flow_key() const override { return frame_.graph->key; }
    std::uint64_t org() const override { return decider_.state().org; }
    std::uint64_t run() const override { return decider_.state().run; }
    std::uint32_t activation() const override { return activation_.id; }

private:
    const Value& read(const expression::Reference& reference) override;
    Time now() override { return decider_.now(); }

    Decider& decider_;
    const Frame& frame_;
    const GraphNode& node_;
    const Activation& activation_;
    mutable const Value* event_ = nullptr;  // instead of the activation's
    mutable std::uint32_t randoms_ = 0;
    mutable Value made_;  // keeps alive what a read returned and nobody else owns
};

// The condition of a hook or trigger, with `event` as given.
Result<bool> test_condition(Decider& decider, const Frame& frame, const expression::Expression& condition,
                            const Value& event);

}  // namespace millrace::run
