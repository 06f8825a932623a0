#pragma once

#include <map>
#include <set>
#include <string>

#include "engine/base/clock.hpp"
#include "engine/node/node_context.hpp"

namespace millrace::script {

// What a script sees, laid out by hand. For tests.
class FakeContext final : public NodeContext {
public:
    Time now_value{1'767'603'600'000};  // 2026-01-05T09:00:00Z
    Value memory_value;
    Value event_value = Map{};
    Map vars;
    std::map<std::string, Value, std::less<>> answers;  // to reads; what is absent is missing
    std::map<std::string, Value, std::less<>> outputs;  // "node.name"
    std::set<std::string, std::less<>> wires = {"done"};
    std::uint64_t org_value = 7;
    bool resumed_value = false;
    mutable std::uint64_t randoms = 0;
    mutable int variable_reads = 0;

    Time now() const override { return now_value; }
    const Value& memory() const override { return memory_value; }
    const Value& kept() const override { return nil_value(); }
    const Value& variable(std::string_view name) const override {
        ++variable_reads;
        return vars[name];
    }
    Value variables() const override { return vars; }
    const Value& event() const override { return event_value; }
    const Value& node_output(std::string_view node, std::string_view name) const override {
        const auto found = outputs.find(std::string(node) + "." + std::string(name));
        return found == outputs.end() ? nil_value() : found->second;
    }
    const Value& read(std::string_view name, const Value& about = nil_value()) const override {
        const auto found = answers.find(name);
        if (found == answers.end()) {
            throw MissingAnswer{Question{std::string(name), about}};
        }
        return found->second;
    }
    Result<Value> evaluate(const expression::Expression&) const override {
        return Error{"expression.failed", "expected no expression but there is one"};
    }
    Result<Value> evaluate_on(const expression::Expression& expression, const Value&) const override {
        return evaluate(expression);
    }
    std::uint64_t random() const override { return mix(42, ++randoms); }
    bool wired(std::string_view output) const override { return wires.count(output) != 0; }
    bool resumed() const override { return resumed_value; }
    std::string_view node_id() const override { return "script"; }
    std::string_view flow_key() const override { return "test"; }
    std::uint64_t org() const override { return org_value; }
    std::uint64_t run() const override { return 1234; }
    std::uint32_t activation() const override { return 1; }
};

}  // namespace millrace::script
