#include "engine/expression/call.hpp"

namespace millrace::expression {
namespace {

constexpr int value_depth_max = 64;

}  // namespace

bool Call::spend_steps(std::size_t n) {
    budget_.steps -= static_cast<std::int64_t>(n);
    if (budget_.steps < 0 && !problem_) {
        problem_ = used_up(budget_);
    }
    return !problem_;
}

bool Call::make(std::size_t bytes) {
    budget_.bytes -= static_cast<std::int64_t>(bytes);
    if (budget_.bytes < 0 && !problem_) {
        problem_ = used_up(budget_);
    }
    return look_at(bytes);
}

Value Call::made(std::string text) {
    return make(text.size()) ? Value(text) : Value();
}

bool Call::walk(const Value& value, int depth) {
    if (depth > value_depth_max) {
        fail("expected lists and maps of at most 64 levels but there are more");
        return false;
    }
    if (value.is_string()) {
        return make(value.as_string().size());
    }
    if (value.is_list()) {
        for (const Value& item : value.as_list()) {
            if (!make(sizeof item) || !walk(item, depth + 1)) {
                return false;
            }
        }
    }
    if (value.is_map()) {
        for (const auto& [key, member] : value.as_map()) {
            if (!make(key.size() + sizeof member) || !walk(member, depth + 1)) {
                return false;
            }
        }
    }
    return !problem_;
}

Value Call::fail(std::string sentence) {
    if (!problem_) {
        problem_ = std::move(sentence);
    }
    return {};
}

std::string used_up(const Budget& budget) {
    return budget.bytes < 0 ? "expected less text to be made but the budget of bytes is used up"
                            : "expected fewer steps but the budget of steps is used up";
}

}  // namespace millrace::expression
