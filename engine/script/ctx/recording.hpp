#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/node/signal.hpp"
#include "engine/value/value.hpp"

namespace millrace::script {

// One ctx call of a straight script as it is told from others: what it does, and a digest of what it was given.
struct Asked {
    std::string_view what;  // a literal: "ask", "http.get"
    std::int64_t digest = 0;

    friend bool operator==(const Asked&, const Asked&) = default;
};
Asked asked(std::string_view what, const Value& given);

// What a straight script has learnt so far in its activation, in the order in which it asked. Each turn runs the
// script from the top and gives it the same answers again; where they end, the new begins. Kept in the activation's
// memory, so it survives whatever the process does not.
class Recording {
public:
    Recording() = default;
    explicit Recording(const Value& memory);

    // The recorded answer, or null where the script is ahead of it. The error is script.not_deterministic: the script
    // asks for something else than it did before.
    Result<const Value*> next(const Asked& question);
    // True if the script stands at the question that the run has been waiting for.
    bool at_pending() const { return at_ == calls_.size() && pending_.has_value(); }
    // True if everything from here on happens for the first time.
    bool is_new() const { return at_ == calls_.size() && !pending_.has_value(); }
    // The error is script.limit: too many calls.
    Status answer(const Asked& question, Value answer);
    void wait_for(const Asked& question);

    // What was seen at first touch, by name: variables ("vars.tries"), scopes ("contact"). Null: not touched yet.
    const Value* seen(const std::string& name) const { return seen_.find(name); }
    void see(const std::string& name, Value value) { seen_.set(name, std::move(value)); }

    // The memory of the activation. The error is script.limit: too much to keep.
    Result<Value> memory() const;

private:
    struct Call {
        String what;
        std::int64_t digest = 0;
        Value answer;
    };

    Error differs(const String& what, bool same, const Asked& now) const;

    std::vector<Call> calls_;
    std::size_t at_ = 0;
    std::optional<Call> pending_;
    Map seen_;
};

}  // namespace millrace::script
