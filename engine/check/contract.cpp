#include <algorithm>

#include "engine/check/check.hpp"

namespace millrace::checks {

World::Callee contract_of(const flow::Document& document, const Catalogue& catalogue) {
    World::Callee callee;
    callee.input = document.input;
    for (const flow::Node& node : document.nodes) {
        const NodeTypePtr* type = catalogue.find(node.type);
        if (!type || (*type)->role != Role::end) {
            continue;
        }
        const Value settings = with_defaults((*type)->settings, node.settings);
        const Value& outcome = settings["outcome"];
        if (!outcome.is_string() || outcome.as_string().find("{{") != std::string_view::npos) {
            callee.outcomes.clear();  // only a run can tell
            return callee;
        }
        callee.outcomes.emplace_back(outcome.as_string());
    }
    std::sort(callee.outcomes.begin(), callee.outcomes.end());
    callee.outcomes.erase(std::unique(callee.outcomes.begin(), callee.outcomes.end()), callee.outcomes.end());
    return callee;
}

}  // namespace millrace::checks
