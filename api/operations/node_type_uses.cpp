#include "api/operations/node_type_uses.hpp"

#include <map>

#include "engine/flow/document.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/users/user.hpp"
#include "runtime/drive/versions.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::api {
namespace {

constexpr int uploads_looked_at = 200;

std::string name_of(store::OrgReader reader, const std::string& person) {
    const auto user = desk::find_user(reader, person);
    return !user ? person : user->name.empty() ? user->email : user->name;
}

// Who uploaded which version, by name, as the audit tells it.
std::map<std::int64_t, std::string> authors_of(store::OrgReader reader, const std::string& type) {
    std::map<std::int64_t, std::string> authors;
    const desk::AuditFilter filter{.object = "node_type:" + type, .limit = uploads_looked_at};
    for (const desk::AuditEntry& entry : desk::list_audit(reader, filter)) {
        const Result<Value> after = json::parse(entry.after);
        if (entry.action == "node_type.uploaded" && after && (*after)["version"].is_integer()) {
            authors.emplace((*after)["version"].as_integer(), name_of(reader, entry.actor));
        }
    }
    return authors;
}

std::map<std::int64_t, Time> times_of(store::OrgReader reader, const std::string& type) {
    std::map<std::int64_t, Time> times;
    for (const store::NodeTypeRow& row : store::list_node_type_versions(reader, type)) {
        times.emplace(row.version, row.at);
    }
    return times;
}

void add_nodes(const std::string& document, const std::string& type, const Map& about, List& uses) {
    for (const flow::Node& node : flow::read_text(document).document.nodes) {
        if (node.type == type) {
            Map use = about;
            use.set("node", node.id);
            uses.push(std::move(use));
        }
    }
}

}  // namespace

Value versions_of(store::Session& session, OrgId org, const std::vector<NodeTypePtr>& versions,
                  const publish::Catalogues& catalogues) {
    List shown;
    if (versions.empty()) {
        return shown;
    }
    const std::string& type = versions.front()->type;
    const auto authors = authors_of(session.org(org), type);
    const auto own = times_of(session.org(org), type);
    const auto folder = times_of(session.org({}), type);
    for (auto one = versions.rbegin(); one != versions.rend(); ++one) {
        const std::int64_t number = (*one)->version;
        const publish::Origin origin = catalogues.origin_of(*one);
        const auto& times = origin == publish::Origin::org ? own : folder;
        const auto at = times.find(number);
        const auto author = authors.find(number);
        const bool has_author = origin == publish::Origin::org && author != authors.end();
        shown.push(Map{{"version", number},
                       {"origin", to_text(origin)},
                       {"at", at == times.end() ? Value() : Value(to_text(at->second))},
                       {"author_name", has_author ? Value(author->second) : Value()},
                       {"source_hash", (*one)->source_hash.empty() ? Value() : Value((*one)->source_hash)}});
    }
    return shown;
}

Value uses_of(store::OrgReader reader, const std::string& type) {
    List uses;
    for (const store::FlowRow& flow : store::list_flows(reader)) {
        const auto version = flow.current == 0 ? std::nullopt : store::find_version(reader, flow.key, flow.current);
        const auto pins = version ? drive::decode_pins(version->pins) : std::map<std::string, int, std::less<>>();
        if (const auto pin = pins.find(type); pin != pins.end()) {
            add_nodes(version->document, type,
                      Map{{"flow", flow.key},
                          {"title", flow.title},
                          {"version", version->number},
                          {"type_version", pin->second},
                          {"draft_of", Value()}},
                      uses);
        }
        for (const store::DraftRow& each : store::list_drafts(reader, flow.key)) {
            const auto draft = store::find_draft(reader, flow.key, each.author);
            if (draft) {
                add_nodes(draft->document, type,
                          Map{{"flow", flow.key},
                              {"title", flow.title},
                              {"version", Value()},
                              {"type_version", Value()},
                              {"draft_of", name_of(reader, each.author)}},
                          uses);
            }
        }
    }
    return uses;
}

}  // namespace millrace::api
