#include "engine/node/graph.hpp"

#include <algorithm>

namespace millrace {

NodeIndex Graph::find_node(std::string_view id) const {
    const auto found =
        std::lower_bound(nodes.begin(), nodes.end(), id,
                         [](const GraphNode& one, std::string_view wanted) { return one.id.view() < wanted; });
    return found == nodes.end() || found->id.view() != id ? no_node : static_cast<NodeIndex>(found - nodes.begin());
}

int Graph::find_variable(std::string_view name) const {
    const auto found = std::lower_bound(variables.begin(), variables.end(), name,
                                        [](const String& one, std::string_view wanted) { return one.view() < wanted; });
    return found == variables.end() || found->view() != name ? -1 : static_cast<int>(found - variables.begin());
}

bool Graph::takes(std::string_view signal) const {
    return (!signals.empty() && signals.front() == "*") || std::binary_search(signals.begin(), signals.end(), signal);
}

expression::Vocabulary expression_vocabulary(const Vocabulary& vocabulary) {
    expression::Vocabulary words;
    words.roots.push_back({"vars", 1, true, "The flow's variables."});
    words.roots.push_back({"event", 1, false, "What woke the node; at the start, `event.input`."});
    words.roots.push_back({"node", 2, false, "Outputs of earlier nodes: `node.<id>.<name>`."});
    for (const ScopeSpec& scope : vocabulary.scopes()) {
        words.roots.push_back({scope.name, 1, false, scope.title});
    }
    return words;
}

}  // namespace millrace
