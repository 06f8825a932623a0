#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/node/node_type.hpp"

namespace millrace {

using NodeTypePtr = std::shared_ptr<const NodeType>;

// The node types that flows may use. Immutable once shared: adding a version makes a new catalogue, runs keep the types
// that their flow version pinned.
class Catalogue {
public:
    // Asserts that the type has not been added in this version.
    void add(NodeType type);

    // The newest version.
    const NodeTypePtr* find(std::string_view type) const;
    const NodeTypePtr* find(std::string_view type, int version) const;
    // Oldest first.
    std::vector<NodeTypePtr> versions(std::string_view type) const;
    // Newest versions, sorted by type.
    std::vector<NodeTypePtr> all() const;
    std::vector<std::string> names() const;

private:
    std::map<std::string, std::map<int, NodeTypePtr>, std::less<>> types_;
};

}  // namespace millrace
