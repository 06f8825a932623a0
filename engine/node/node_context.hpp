#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/base/time.hpp"
#include "engine/expression/expression.hpp"
#include "engine/value/value.hpp"

namespace millrace {

// A question to the outside: a scope ("contact"), a binding, a queue's status. Answers are journalled.
struct Question {
    std::string name;
    Value about;  // nil, or what is asked about

    friend bool operator==(const Question&, const Question&) = default;
};

// Thrown by reads whose answer is not at hand. Node code lets it pass; the drive fetches the answer and the command
// is decided anew.
struct MissingAnswer {
    Question question;
};

// All that a node can see. Alive for one call of enter or resume.
class NodeContext {
public:
    // The turn's time.
    virtual Time now() const = 0;
    // What this activation remembered in its last step.
    virtual const Value& memory() const = 0;
    // What the node kept in its frame over activations.
    virtual const Value& kept() const = 0;
    // A flow variable, nil when unset; valid during the call.
    virtual const Value& variable(std::string_view name) const = 0;
    // All variables that are set, as a map.
    virtual Value variables() const = 0;
    // Payload of the signal that brought the token here; members of the start are under `input`.
    virtual const Value& event() const = 0;
    // An output value of an earlier node of this frame, nil when there is none.
    virtual const Value& node_output(std::string_view node, std::string_view name) const = 0;
    // The answer to a question about the outside; may throw MissingAnswer.
    virtual const Value& read(std::string_view name, const Value& about = nil_value()) const = 0;
    // Evaluates an expression of the node's settings. The error is expression.failed.
    virtual Result<Value> evaluate(const expression::Expression& expression) const = 0;
    // The same with another `event`.
    virtual Result<Value> evaluate_on(const expression::Expression& expression, const Value& event) const = 0;
    // Derived from the run, the activation and a counter: the same when decided again.
    virtual std::uint64_t random() const = 0;
    // True if this output has a wire.
    virtual bool wired(std::string_view output) const = 0;
    // True when the activation has been entered and this is a resume.
    virtual bool resumed() const = 0;

    virtual std::string_view node_id() const = 0;
    virtual std::string_view flow_key() const = 0;
    virtual std::uint64_t org() const = 0;
    virtual std::uint64_t run() const = 0;
    // Number of this activation within the run: with run() a stable key.
    virtual std::uint32_t activation() const = 0;

protected:
    ~NodeContext() = default;
};

}  // namespace millrace
