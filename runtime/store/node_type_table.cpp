#include "runtime/store/flow_table.hpp"

namespace millrace::store {
namespace {

NodeTypeRow node_type_row(const Row& row) {
    return {.org = row.id<OrgTag>("org"),
            .type = row.get<std::string>("type"),
            .version = row.integer("version"),
            .source = row.get<std::string>("source"),
            .hash = row.get<std::string>("hash"),
            .help = row.get<std::string>("help"),
            .cases = row.get<std::string>("cases"),
            .at = row.time("at")};
}

std::vector<NodeTypeRow> node_type_rows(const Rows& rows) {
    std::vector<NodeTypeRow> types;
    for (const auto row : rows) {
        types.push_back(node_type_row(row));
    }
    return types;
}

}  // namespace

std::optional<NodeTypeRow> find_node_type(OrgReader reader, std::string_view type, std::int64_t version) {
    const auto row = reader.one(
        "SELECT org, type, version, source, hash, help, cases, at FROM node_type_version"
        " WHERE org = $org AND type = $type AND version = $version",
        {{"type", type}, {"version", version}});
    return row ? std::optional<NodeTypeRow>(node_type_row(*row)) : std::nullopt;
}

std::vector<NodeTypeRow> list_node_type_versions(OrgReader reader, std::string_view type) {
    std::vector<NodeTypeRow> versions;
    for (const auto row : reader.query("SELECT version, hash, at FROM node_type_version"
                                       " WHERE org = $org AND type = $type ORDER BY version DESC",
                                       {{"type", type}})) {
        versions.push_back({.org = reader.org(),
                            .type = std::string(type),
                            .version = row.integer("version"),
                            .hash = row.get<std::string>("hash"),
                            .at = row.time("at")});
    }
    return versions;
}

std::vector<NodeTypeRow> list_node_types(OrgReader reader) {
    return node_type_rows(
        reader.query("SELECT org, type, version, source, hash, help, cases, at FROM node_type_version AS one"
                     " WHERE org = $org AND version = (SELECT max(version) FROM node_type_version AS other"
                     " WHERE other.org = one.org AND other.type = one.type) ORDER BY type"));
}

std::vector<NodeTypeRow> all_node_types(Session& session) {
    return node_type_rows(
        session.query("SELECT org, type, version, source, hash, help, cases, at FROM node_type_version"
                      " ORDER BY org, type, version /* whole: read once, at the start */"));
}

std::int64_t add_node_type(Transaction& tx, NodeTypeRow row) {
    const auto greatest =
        tx.org(row.org).one("SELECT max(version) AS greatest FROM node_type_version WHERE org = $org AND type = $type",
                            {{"type", row.type}});
    row.version = greatest->get<std::optional<std::int64_t>>("greatest").value_or(0) + 1;
    tx.run(
        "INSERT INTO node_type_version(org, type, version, source, hash, help, cases, at)"
        " VALUES($org, $type, $version, $source, $hash, $help, $cases, $at)",
        {{"org", row.org},
         {"type", row.type},
         {"version", row.version},
         {"source", row.source},
         {"hash", row.hash},
         {"help", row.help},
         {"cases", row.cases},
         {"at", row.at}});
    count_published(tx);
    return row.version;
}

std::int64_t published_count(Session& session) {
    const auto row = session.one("SELECT number FROM meta WHERE name = 'published'");
    return row ? row->integer("number") : 0;
}

void count_published(Transaction& tx) {
    tx.run(
        "INSERT INTO meta(name, number) VALUES('published', 1)"
        " ON CONFLICT(name) DO UPDATE SET number = meta.number + 1");
}

std::optional<std::string> find_meta(Session& session, std::string_view key) {
    const auto row = session.one("SELECT body FROM meta WHERE name = $key AND body IS NOT NULL", {{"key", key}});
    return row ? std::optional<std::string>(row->bytes("body")) : std::nullopt;
}

void put_meta(Transaction& tx, std::string_view key, std::string_view value) {
    tx.run("INSERT INTO meta(name, body) VALUES($key, $value) ON CONFLICT(name) DO UPDATE SET body = excluded.body",
           {{"key", key}, {"value", bytes(value)}});
}

}  // namespace millrace::store
