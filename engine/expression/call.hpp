#pragma once

#include <optional>
#include <string>

#include "engine/expression/evaluate.hpp"
#include "engine/expression/function.hpp"

namespace millrace::expression {

// What a function sees of one call: arguments, already of the types that its table row names, and what it may spend.
class Call {
public:
    Call(const Value* arguments, std::size_t size, Scope& scope, Budget& budget)
        : arguments_(arguments), size_(size), scope_(scope), budget_(budget) {}

    std::size_t size() const { return size_; }
    // nil for an optional argument that is not there.
    const Value& operator[](std::size_t i) const { return i < size_ ? arguments_[i] : nil_value(); }
    std::string_view text(std::size_t i) const { return arguments_[i].as_string(); }
    Time now() { return scope_.now(); }

    // False when the budget is used up; the answer then does not matter. Ask before the work.
    bool spend_steps(std::size_t n);
    // For looking through this many bytes.
    bool look_at(std::size_t bytes) { return spend_steps(bytes / 64); }
    // For making this many bytes, which also must be looked at.
    bool make(std::size_t bytes);
    Value made(std::string text);  // spends for it too
    // Spends for all that is in a value before it is written or kept. Fails when it nests deeper than the journal
    // takes.
    bool walk(const Value& value, int depth = 0);

    // The answer is an error with this sentence: "expected … but …".
    Value fail(std::string sentence);
    const std::optional<std::string>& problem() const { return problem_; }

    std::size_t steps_left() const { return budget_.steps > 0 ? static_cast<std::size_t>(budget_.steps) : 0; }

private:
    const Value* arguments_;
    std::size_t size_;
    Scope& scope_;
    Budget& budget_;
    std::optional<std::string> problem_;
};

// "expected an end within … ": what every part says when the budget is used up.
std::string used_up(const Budget& budget);

}  // namespace millrace::expression
