#include "engine/check/check.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/check/rules.hpp"

namespace millrace::checks {
namespace {

// Also what the reader reports is part of the check: duplicate_id, too_large, too_deep and the shapes of members.
constexpr Rule rules[] = {
    trigger_is_supported,
    types_exist,
    settings_fit,
    expressions_parse,
    scripts_are_valid,
    named_things_exist,
    bindings_are_resolved,
    outputs_exist,
    targets_exist,
    outputs_are_wired,
    hooks_are_known,
    nodes_are_reachable,
    paths_end,
    cycles_wait,
    waits_time_out,
    regions_are_kept,
    variables_are_set,
    types_agree,
    subflow_contracts_hold,
    companions_do_not_talk,
    cancel_does_not_wait,
};

// A document of which nothing could be understood: more sentences about it would only bury the one that matters.
bool is_unreadable(const Problem& problem) {
    return problem.code.rfind("json.", 0) == 0 || problem.code == "flow.duplicate_id" ||
           problem.code == "flow.too_large" || problem.code == "flow.too_deep" || problem.pointer.empty();
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// By parts, so that /hooks/2 comes before /hooks/10.
bool pointer_before(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        a.remove_prefix(1);
        b.remove_prefix(1);
        const std::string_view part_a = a.substr(0, a.find('/'));
        const std::string_view part_b = b.substr(0, b.find('/'));
        if (part_a != part_b) {
            if (all_digits(part_a) && all_digits(part_b) && part_a.size() != part_b.size()) {
                return part_a.size() < part_b.size();
            }
            return part_a < part_b;
        }
        a.remove_prefix(part_a.size());
        b.remove_prefix(part_b.size());
    }
    return a.size() < b.size();
}

bool problem_before(const Problem& a, const Problem& b) {
    if (a.pointer != b.pointer) {
        return pointer_before(a.pointer, b.pointer);
    }
    return std::tie(a.severity, a.code, a.message) < std::tie(b.severity, b.code, b.message);
}

}  // namespace

Problems check(const flow::Reading& reading, const World& world) {
    MILLRACE_ASSERT(world.catalogue && world.vocabulary);
    Problems problems = reading.problems;
    if (std::any_of(problems.begin(), problems.end(), is_unreadable)) {
        return problems;
    }
    const Facts facts(reading.document, world);
    Report report(problems);
    for (const Rule rule : rules) {
        rule(facts, report);
    }
    const auto found = problems.begin() + static_cast<std::ptrdiff_t>(reading.problems.size());
    std::stable_sort(problems.begin(), found, problem_before);
    std::stable_sort(found, problems.end(), problem_before);
    problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
    return problems;
}

bool blocks_publish(const Problems& problems) {
    return std::any_of(problems.begin(), problems.end(),
                       [](const Problem& problem) { return problem.severity == Severity::error; });
}

std::string Report::did_you_mean(std::string_view wrong, const std::vector<std::string>& candidates,
                                 std::string otherwise) {
    if (candidates.size() > comparisons_left_) {
        return otherwise;
    }
    comparisons_left_ -= candidates.size();
    const std::string near = closest(wrong, candidates);
    return near.empty() ? otherwise : fmt::format("Did you mean \"{}\"?", near);
}

}  // namespace millrace::checks
