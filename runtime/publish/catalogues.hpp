#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "engine/node/catalogue.hpp"
#include "runtime/store/flow_table.hpp"
#include "runtime/store/store.hpp"

namespace millrace::publish {

// With the program, from the folder of the server, or uploaded by the org.
enum class Origin : std::uint8_t { shipped, folder, org };
std::string_view to_text(Origin origin);

// The node types of each org: the shipped ones, those of a folder, and what the org uploaded. A catalogue never
// changes; an upload makes a new one. Thread-safe.
class Catalogues {
public:
    explicit Catalogues(Catalogue shipped);

    // What the store holds of uploads: at start, and when another process has stored one.
    Status load(store::Session& session);

    std::shared_ptr<const Catalogue> of(OrgId org) const;
    // Where a type of some catalogue comes from.
    Origin origin_of(const NodeTypePtr& type) const;
    // Adds a type to one org, or to all (org 0). Nothing happens when it is there in this version: another process's
    // change may have been loaded meanwhile.
    void add(OrgId org, NodeType type);

private:
    mutable std::mutex mutex_;
    const Catalogue shipped_;
    std::shared_ptr<const Catalogue> common_;  // with those of a folder
    std::unordered_map<OrgId, std::shared_ptr<const Catalogue>> own_;
};

struct UploadedType {
    std::string source;
    std::string help;
    std::string cases;
};

// A node type written in Lua that was looked at and is not stored yet. The errors of the file are in `problems`.
struct Upload {
    std::vector<Error> problems;
    NodeType type;
    store::NodeTypeRow row;
};
// "node_type.shipped" when a type of that name ships with the program.
Result<Upload> read_upload(const Catalogues& catalogues, OrgId org, const UploadedType& uploaded);
// Stores it as the next version of its type, and says what it has become: for the org's catalogue, once it is durable.
NodeType store_upload(store::Transaction& tx, const Upload& upload);
// The same, unless its newest version has this very source.
std::optional<NodeType> store_if_new(store::Transaction& tx, const Upload& upload);

}  // namespace millrace::publish
