#include "engine/flow/document.hpp"

#include <algorithm>

namespace millrace::flow {

const Wire* Node::wire(std::string_view output) const {
    const auto found = std::find_if(next.begin(), next.end(), [&](const Wire& one) { return one.output == output; });
    return found == next.end() ? nullptr : &*found;
}

const Node* Document::node(std::string_view id) const {
    const auto found = std::lower_bound(nodes.begin(), nodes.end(), id,
                                        [](const Node& one, std::string_view wanted) { return one.id < wanted; });
    return found == nodes.end() || found->id != id ? nullptr : &*found;
}

}  // namespace millrace::flow
