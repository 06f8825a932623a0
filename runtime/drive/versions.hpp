#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "engine/node/graph.hpp"
#include "engine/run/apply.hpp"
#include "runtime/store/flow_table.hpp"
#include "runtime/store/store.hpp"

namespace millrace::drive {

// Flow versions, compiled once and shared by all runs. Versions never change, so what is loaded stays; which version
// new runs take is asked of the store, or remembered until a publish forgets it. Thread-safe.
class Versions final : public run::Flows {
public:
    // `catalogue` gives the node types of an org: the shipped ones and its own uploads.
    using CatalogueOf = std::function<std::shared_ptr<const Catalogue>(OrgId)>;
    Versions(const Vocabulary& vocabulary, CatalogueOf catalogue)
        : vocabulary_(vocabulary), catalogue_(std::move(catalogue)) {}

    // Null when it has to be loaded first.
    GraphPtr at_hand(std::uint64_t id);
    // Throws MissingAnswer{"version", id} then.
    GraphPtr version(std::uint64_t id) override;

    // Reads and compiles if need be. Errors: "flow.unknown_version", "node.version_missing", or the compiler's.
    // Never on a task: it reads.
    Result<GraphPtr> load(store::Session& session, store::VersionId id);
    // The version that new runs of a flow take, loaded. "flow.unknown" or "flow.not_published".
    Result<GraphPtr> load_current(store::OrgReader reader, store::Session& session, std::string_view flow);
    // The same if it is at hand, else null.
    GraphPtr current(OrgId org, std::string_view flow);
    // After a publish or rollback was committed.
    void forget_current(OrgId org, std::string_view flow);
    // After somebody else has published something.
    void forget_all_current();
    // A graph that is in no store: tests, replay on a draft.
    void put(GraphPtr graph);

private:
    const Vocabulary& vocabulary_;
    CatalogueOf catalogue_;
    std::shared_mutex mutex_;
    std::uint64_t forgotten_ = 0;  // how often
    std::unordered_map<std::uint64_t, GraphPtr> graphs_;
    std::map<std::pair<std::uint64_t, std::string>, GraphPtr, std::less<>> current_;
};

// The pins of a version as stored: node types and their versions.
std::string encode_pins(const std::map<std::string, int, std::less<>>& types);
std::map<std::string, int, std::less<>> decode_pins(std::string_view bytes);

}  // namespace millrace::drive
