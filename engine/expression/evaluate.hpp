#pragma once

#include <cstdint>

#include "engine/base/time.hpp"
#include "engine/expression/expression.hpp"
#include "engine/value/value.hpp"

namespace millrace::expression {

// Where an expression's references get their values.
class Scope {
public:
    virtual ~Scope() = default;
    // The value, nil if there is none. It must stay until the next call on this scope or the end of the evaluation.
    // With a path shorter than its root's depth (`vars` alone, `vars[event.text]`) it is a map of all members.
    // May throw, when the answer is not at hand: the exception passes through evaluate() and leaves nothing behind.
    virtual const Value& read(const Reference& reference) = 0;
    // The turn's time, for now().
    virtual Time now() = 0;
};

// What is left to spend. One step is one operator, reading or call, 64 bytes looked at, or 16 moves of a pattern.
struct Budget {
    static constexpr std::int64_t steps_max = 10'000;
    static constexpr std::int64_t bytes_max = 256 * 1024;

    std::int64_t steps = steps_max;
    std::int64_t bytes = bytes_max;  // of text and lists that evaluation makes
};

// An error has code "expression.failed" and names the part that failed.
Result<Value> evaluate(const Expression& expression, Scope& scope, Budget& budget);
Result<Value> evaluate(const Expression& expression, Scope& scope);
// For conditions: everything but nil and false is true.
Result<bool> test(const Expression& expression, Scope& scope, Budget& budget);
Result<bool> test(const Expression& expression, Scope& scope);

}  // namespace millrace::expression
