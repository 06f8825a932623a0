#include "engine/node/catalogue.hpp"

namespace millrace {

void Catalogue::add(NodeType type) {
    auto& versions = types_[type.type];
    const int version = type.version;
    const bool added = versions.emplace(version, std::make_shared<const NodeType>(std::move(type))).second;
    MILLRACE_ASSERT(added);
}

const NodeTypePtr* Catalogue::find(std::string_view type) const {
    const auto found = types_.find(type);
    return found == types_.end() ? nullptr : &found->second.rbegin()->second;
}

const NodeTypePtr* Catalogue::find(std::string_view type, int version) const {
    const auto found = types_.find(type);
    if (found == types_.end()) {
        return nullptr;
    }
    const auto pinned = found->second.find(version);
    return pinned == found->second.end() ? nullptr : &pinned->second;
}

std::vector<NodeTypePtr> Catalogue::versions(std::string_view type) const {
    std::vector<NodeTypePtr> all;
    if (const auto found = types_.find(type); found != types_.end()) {
        for (const auto& [version, one] : found->second) {
            all.push_back(one);
        }
    }
    return all;
}

std::vector<NodeTypePtr> Catalogue::all() const {
    std::vector<NodeTypePtr> newest;
    newest.reserve(types_.size());
    for (const auto& [name, versions] : types_) {
        newest.push_back(versions.rbegin()->second);
    }
    return newest;
}

std::vector<std::string> Catalogue::names() const {
    std::vector<std::string> names;
    names.reserve(types_.size());
    for (const auto& [name, versions] : types_) {
        names.push_back(name);
    }
    return names;
}

}  // namespace millrace
