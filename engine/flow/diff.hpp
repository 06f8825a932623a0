#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/flow/document.hpp"

namespace millrace::flow {

// One thing in which two flows differ. Layout is no logic: a moved box is no change.
struct Change {
    std::string kind;  // added removed changed moved
    std::string what;  // node wire setting variable hook trigger binding flow
    std::string node;  // to which it belongs, or empty
    // Into the documents, except into lists whose elements have names: there the step is the name
    // (/nodes/menu/settings/options/sales), since its place may differ between the two.
    std::string pointer;
    std::optional<Value> before;
    std::optional<Value> after;
};

// In the words of those who draw flows; inputs count as variables. Ordered by what the document begins with: the flow
// itself, its trigger, variables, bindings, hooks, nodes.
std::vector<Change> diff(const Document& before, const Document& after);

Value show(const Change& change);  // {kind, what, node?, pointer, before?, after?}

}  // namespace millrace::flow
