#include "runtime/publish/catalogues.hpp"

#include "engine/base/digest.hpp"
#include "engine/script/node.hpp"

namespace millrace::publish {
namespace {

// What load_node_type leaves to whoever knows the versions.
NodeType numbered(NodeType type, const store::NodeTypeRow& row) {
    type.version = static_cast<int>(row.version);
    type.help = row.help;
    type.cases = row.cases;
    type.source = row.source;
    type.source_hash = row.hash;
    return type;
}

}  // namespace

Catalogues::Catalogues(Catalogue shipped)
    : shipped_(std::move(shipped)), common_(std::make_shared<const Catalogue>(shipped_)) {}

std::shared_ptr<const Catalogue> Catalogues::of(OrgId org) const {
    const std::lock_guard lock(mutex_);
    const auto found = own_.find(org);
    return found == own_.end() ? common_ : found->second;
}

Origin Catalogues::origin_of(const NodeTypePtr& type) const {
    const auto has = [&](const Catalogue& catalogue) {
        const NodeTypePtr* found = catalogue.find(type->type, type->version);
        return found != nullptr && *found == type;
    };
    if (has(shipped_)) {
        return Origin::shipped;
    }
    const std::lock_guard lock(mutex_);
    return has(*common_) ? Origin::folder : Origin::org;
}

std::string_view to_text(Origin origin) {
    constexpr std::string_view words[] = {"shipped", "folder", "org"};
    return words[static_cast<std::size_t>(origin)];
}

namespace {

std::shared_ptr<const Catalogue> with(const std::shared_ptr<const Catalogue>& catalogue, const NodeType& type) {
    if (catalogue->find(type.type, type.version) != nullptr) {
        return catalogue;
    }
    Catalogue grown = *catalogue;
    grown.add(type);
    return std::make_shared<const Catalogue>(std::move(grown));
}

}  // namespace

void Catalogues::add(OrgId org, NodeType type) {
    const std::lock_guard lock(mutex_);
    if (org) {
        auto& own = own_[org];
        own = with(own != nullptr ? own : common_, type);
        return;
    }
    // An org that has uploaded a type of this name keeps its own.
    const bool is_known = common_->find(type.type) != nullptr;
    for (auto& [each, own] : own_) {
        if (is_known == (own->find(type.type) != nullptr)) {
            own = with(own, type);
        }
    }
    common_ = with(common_, type);
}

Status Catalogues::load(store::Session& session) {
    // In the order of orgs: those of a folder, of org 0, come first.
    Catalogue common = shipped_;
    std::unordered_map<OrgId, Catalogue> loaded;
    for (const store::NodeTypeRow& row : store::all_node_types(session)) {
        script::NodeFile file = script::load_node_type(row.source);
        if (!file.ok()) {
            return Error{"node_type.invalid", "expected the stored node type " + row.type + " version " +
                                                  std::to_string(row.version) +
                                                  " to load but: " + file.problems.front().message};
        }
        Catalogue& into = row.org ? loaded.try_emplace(row.org, common).first->second : common;
        if (into.find(row.type, static_cast<int>(row.version)) == nullptr) {
            into.add(numbered(std::move(file.type), row));
        }
    }
    const std::lock_guard lock(mutex_);
    common_ = std::make_shared<const Catalogue>(std::move(common));
    own_.clear();
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

std::optional<NodeType> store_if_new(store::Transaction& tx, const Upload& upload) {
    for (const store::NodeTypeRow& row : store::list_node_types(tx.org(upload.row.org))) {
        if (row.type == upload.row.type && row.hash == upload.row.hash) {
            return std::nullopt;
        }
    }
    return store_upload(tx, upload);
}

}  // namespace millrace::publish
