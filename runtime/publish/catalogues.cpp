#include "runtime/publish/catalogues.hpp"

#include "engine/base/digest.hpp"
#include "engine/script/node.hpp"

namespace millrace::publish {
namespace {

// What load_node_type leaves to whoever knows the versions.
NodeType numbered(NodeType type, const store::NodeTypeRow& row) {
    type.version = static_cast<int>(row.version);
    type.help = row.help;
    type.source = row.source;
    type.source_hash = row.hash;
    return type;
}

}  // namespace

Catalogues::Catalogues(Catalogue shipped) : shipped_(std::make_shared<const Catalogue>(std::move(shipped))) {}

std::shared_ptr<const Catalogue> Catalogues::of(OrgId org) const {
    const std::lock_guard lock(mutex_);
    const auto found = own_.find(org);
    return found == own_.end() ? shipped_ : found->second;
}

void Catalogues::add(OrgId org, NodeType type) {
    const std::lock_guard lock(mutex_);
    if (!org) {
        Catalogue grown = *shipped_;
        grown.add(std::move(type));
        shipped_ = std::make_shared<const Catalogue>(std::move(grown));
        return;
    }
    auto& own = own_[org];
    Catalogue grown = own != nullptr ? *own : *shipped_;
    grown.add(std::move(type));
    own = std::make_shared<const Catalogue>(std::move(grown));
}

Status Catalogues::load(store::Session& session) {
    std::unordered_map<OrgId, Catalogue> loaded;
    std::shared_ptr<const Catalogue> shipped;
    {
        const std::lock_guard lock(mutex_);
        shipped = shipped_;
    }
    for (const store::NodeTypeRow& row : store::all_node_types(session)) {
        script::NodeFile file = script::load_node_type(row.source);
        if (!file.ok()) {
            return Error{"node_type.invalid", "expected the stored node type " + row.type + " version " +
                                                  std::to_string(row.version) +
                                                  " to load but: " + file.problems.front().message};
        }
        loaded.try_emplace(row.org, *shipped).first->second.add(numbered(std::move(file.type), row));
    }
    const std::lock_guard lock(mutex_);
    for (auto& [org, catalogue] : loaded) {
        own_[org] = std::make_shared<const Catalogue>(std::move(catalogue));
    }
    return {};
}

Result<Upload> read_upload(const Catalogues& catalogues, OrgId org, const UploadedType& uploaded) {
    Upload result;
    script::NodeFile file = script::load_node_type(uploaded.source);
    result.problems = std::move(file.problems);
    if (!result.problems.empty()) {
        return result;
    }
    const std::shared_ptr<const Catalogue> catalogue = catalogues.of(org);
    const auto* known = catalogue->find(file.type.type);
    if (known != nullptr && (*known)->source_hash.empty()) {
        return Error{"node_type.shipped", "expected a type of your own but '" + file.type.type +
                                              "' ships with Millrace: choose another name"};
    }
    result.row.org = org;
    result.row.type = file.type.type;
    result.row.source = uploaded.source;
    result.row.hash = sha256_hex(uploaded.source);
    result.row.help = uploaded.help;
    result.row.cases = uploaded.cases;
    result.type = std::move(file.type);
    return result;
}

NodeType store_upload(store::Transaction& tx, const Upload& upload) {
    store::NodeTypeRow row = upload.row;
    row.at = tx.now();
    row.version = store::add_node_type(tx, row);
    return numbered(upload.type, row);
}

}  // namespace millrace::publish
