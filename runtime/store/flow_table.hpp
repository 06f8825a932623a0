#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/store/rows.hpp"
#include "runtime/store/session.hpp"

// Flows, their versions, drafts and bindings, and uploaded node types. Only rows: what may be published is decided
// elsewhere.
namespace millrace::store {

struct FlowRow {
    OrgId org = {};
    std::string key = {};
    std::string title = {};
    std::int64_t current = 0;  // number of the version new runs take; 0 before the first publish
    Time created = {};
    Time updated = {};
};

struct FlowVersionRow {
    VersionId id = {};
    OrgId org = {};
    std::string flow = {};
    std::int64_t number = 0;  // 1, 2, 3 … within the flow
    std::string hash = {};
    std::string document = {};  // canonical JSON
    std::string pins = {};      // node-type versions and script hashes; opaque bytes
    std::string note = {};
    std::string author = {};
    Time at = {};
};

struct DraftRow {
    OrgId org = {};
    std::string flow = {};
    std::string author = {};
    std::string document = {};
    std::string etag = {};
    std::int64_t base_version = 0;
    Time at = {};
};

struct NodeTypeRow {
    OrgId org = {};
    std::string type = {};
    std::int64_t version = 0;
    std::string source = {};
    std::string hash = {};
    std::string help = {};
    std::string cases = {};
    Time at = {};
};

std::optional<FlowRow> find_flow(OrgReader reader, std::string_view key);
// By key, after a key (the cursor).
std::vector<FlowRow> list_flows(OrgReader reader, std::string_view after = "", int limit = 1000);
// "flow.exists" when the key is taken in the org.
Status add_flow(Transaction& tx, const FlowRow& flow);
void set_flow_title(Transaction& tx, OrgId org, std::string_view key, std::string_view title, Time at);
// Publish and rollback move the pointer.
void set_current_version(Transaction& tx, OrgId org, std::string_view key, std::int64_t number, Time at);

std::optional<FlowVersionRow> find_version(Session& session, VersionId id);
std::optional<FlowVersionRow> find_version(OrgReader reader, std::string_view flow, std::int64_t number);
std::int64_t greatest_version(OrgReader reader, std::string_view flow);  // 0: none
// Newest first, below a number (the cursor; 0 from the newest). Without documents and pins.
std::vector<FlowVersionRow> list_versions(OrgReader reader, std::string_view flow, std::int64_t below = 0,
                                          int limit = 50);
// "flow.base_moved" when the number is taken.
Status add_version(Transaction& tx, const FlowVersionRow& version);

std::optional<DraftRow> find_draft(OrgReader reader, std::string_view flow, std::string_view author);
// Without documents, newest first.
std::vector<DraftRow> list_drafts(OrgReader reader, std::string_view flow);
std::vector<DraftRow> list_all_drafts(OrgReader reader);
// Replaces the author's draft if its etag is still `expected` (empty: there must be none); false if not.
bool put_draft(Transaction& tx, const DraftRow& draft, std::string_view expected_etag);
void remove_draft(Transaction& tx, OrgId org, std::string_view flow, std::string_view author);

struct BindingRow {
    std::string name = {};
    std::string value = {};  // JSON
};
std::vector<BindingRow> list_bindings(OrgReader reader, std::string_view flow);
void put_binding(Transaction& tx, OrgId org, std::string_view flow, const BindingRow& binding);
void remove_binding(Transaction& tx, OrgId org, std::string_view flow, std::string_view name);

std::optional<NodeTypeRow> find_node_type(OrgReader reader, std::string_view type, std::int64_t version);
// Of one type, newest first; without sources, help and cases.
std::vector<NodeTypeRow> list_node_type_versions(OrgReader reader, std::string_view type);
// The newest version of each type of the org.
std::vector<NodeTypeRow> list_node_types(OrgReader reader);
// Every version of every org: what a process loads at start.
std::vector<NodeTypeRow> all_node_types(Session& session);
// Numbers it: one above the greatest of its type.
std::int64_t add_node_type(Transaction& tx, NodeTypeRow row);

// Small facts of the installation, such as the token key: a name and bytes.
std::optional<std::string> find_meta(Session& session, std::string_view key);
void put_meta(Transaction& tx, std::string_view key, std::string_view value);

// Rises with every change of what is published: current versions and node types. Other processes look at it.
std::int64_t published_count(Session& session);
void count_published(Transaction& tx);

}  // namespace millrace::store
