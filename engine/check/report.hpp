#pragma once

#include <optional>
#include <string>
#include <utility>

#include "engine/check/facts.hpp"
#include "engine/flow/problem.hpp"

namespace millrace::checks {

// Where rules write what they found. Sentences read "expected … but …"; the fix says what to do.
class Report {
public:
    explicit Report(Problems& problems) : problems_(problems) {}

    // `place`: inside the text that the pointer names, where the sentence speaks of one.
    void error(std::string code, const NodeFacts* node, std::string pointer, std::string message, std::string fix,
               std::optional<TextPlace> place = {}) {
        add(Severity::error, std::move(code), node, std::move(pointer), std::move(message), std::move(fix), place);
    }
    void warning(std::string code, const NodeFacts* node, std::string pointer, std::string message, std::string fix,
                 std::optional<TextPlace> place = {}) {
        add(Severity::warning, std::move(code), node, std::move(pointer), std::move(message), std::move(fix), place);
    }

    // "Did you mean "sent"?", when a candidate is close; else what is said otherwise. Looking for one is quadratic, so
    // a flow with thousands of slips has them suggested for the first only.
    std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& candidates, std::string otherwise);

private:
    void add(Severity severity, std::string code, const NodeFacts* node, std::string pointer, std::string message,
             std::string fix, std::optional<TextPlace> place) {
        problems_.push_back({severity, std::move(code), node ? node->id() : std::string(), std::move(pointer),
                             std::move(message), std::move(fix), place});
    }

    Problems& problems_;
    std::size_t comparisons_left_ = 20'000;
};

}  // namespace millrace::checks
