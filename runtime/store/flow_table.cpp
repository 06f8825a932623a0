#include "runtime/store/flow_table.hpp"

namespace millrace::store {
namespace {

FlowRow flow_row(const Row& row) {
    return {.org = row.id<OrgTag>("org"),
            .key = row.get<std::string>("name"),
            .title = row.get<std::string>("title"),
            .current = row.integer("current"),
            .created = row.time("created"),
            .updated = row.time("updated")};
}

// Without document and pins.
FlowVersionRow version_summary(const Row& row) {
    return {.id = row.id<FlowVersionTag>("id"),
            .org = row.id<OrgTag>("org"),
            .flow = row.get<std::string>("flow"),
            .number = row.integer("number"),
            .hash = row.get<std::string>("hash"),
            .document = {},
            .pins = {},
            .note = row.get<std::string>("note"),
            .author = row.get<std::string>("author"),
            .at = row.time("at")};
}

FlowVersionRow version_row(const Row& row) {
    auto version = version_summary(row);
    version.document = row.text("document");
    version.pins = row.bytes("pins");
    return version;
}

DraftRow draft_summary(const Row& row) {
    return {.org = row.id<OrgTag>("org"),
            .flow = row.get<std::string>("flow"),
            .author = row.get<std::string>("author"),
            .document = {},
            .etag = row.get<std::string>("etag"),
            .base_version = row.integer("base_version"),
            .at = row.time("at")};
}

}  // namespace

std::optional<FlowRow> find_flow(OrgReader reader, std::string_view key) {
    const auto row =
        reader.one("SELECT org, name, title, current, created, updated FROM flow WHERE org = $org AND name = $key",
                   {{"key", key}});
    return row ? std::optional<FlowRow>(flow_row(*row)) : std::nullopt;
}

std::vector<FlowRow> list_flows(OrgReader reader, std::string_view after, int limit) {
    std::vector<FlowRow> flows;
    for (const auto row : reader.query("SELECT org, name, title, current, created, updated FROM flow"
                                       " WHERE org = $org AND name > $after ORDER BY name LIMIT $limit",
                                       {{"after", after}, {"limit", limit}})) {
        flows.push_back(flow_row(row));
    }
    return flows;
}

Status add_flow(Transaction& tx, const FlowRow& flow) {
    const auto added = tx.run(
        "INSERT INTO flow(org, name, title, current, created, updated)"
        " VALUES($org, $key, $title, $current, $created, $updated) ON CONFLICT(org, name) DO NOTHING",
        {{"org", flow.org},
         {"key", flow.key},
         {"title", flow.title},
         {"current", flow.current},
         {"created", flow.created},
         {"updated", flow.updated}});
    if (added == 0) {
        return Error{"flow.exists", "expected a new key, but there is a flow " + flow.key};
    }
    return {};
}

void set_flow_title(Transaction& tx, OrgId org, std::string_view key, std::string_view title, Time at) {
    tx.run("UPDATE flow SET title = $title, updated = $at WHERE org = $org AND name = $key",
           {{"title", title}, {"at", at}, {"org", org}, {"key", key}});
}

void set_current_version(Transaction& tx, OrgId org, std::string_view key, std::int64_t number, Time at) {
    tx.run("UPDATE flow SET current = $number, updated = $at WHERE org = $org AND name = $key",
           {{"number", number}, {"at", at}, {"org", org}, {"key", key}});
    count_published(tx);
}

std::optional<FlowVersionRow> find_version(Session& session, VersionId id) {
    const auto row = session.one(
        "SELECT id, org, flow, number, hash, document, pins, note, author, at FROM flow_version WHERE id = $id",
        {{"id", id}});
    return row ? std::optional<FlowVersionRow>(version_row(*row)) : std::nullopt;
}

std::optional<FlowVersionRow> find_version(OrgReader reader, std::string_view flow, std::int64_t number) {
    const auto row = reader.one(
        "SELECT id, org, flow, number, hash, document, pins, note, author, at FROM flow_version"
        " WHERE org = $org AND flow = $flow AND number = $number",
        {{"flow", flow}, {"number", number}});
    return row ? std::optional<FlowVersionRow>(version_row(*row)) : std::nullopt;
}

std::int64_t greatest_version(OrgReader reader, std::string_view flow) {
    const auto row = reader.one("SELECT max(number) AS greatest FROM flow_version WHERE org = $org AND flow = $flow",
                                {{"flow", flow}});
    return row ? row->get<std::optional<std::int64_t>>("greatest").value_or(0) : 0;
}

std::vector<FlowVersionRow> list_versions(OrgReader reader, std::string_view flow, std::int64_t below, int limit) {
    std::vector<FlowVersionRow> versions;
    for (const auto row :
         reader.query("SELECT id, org, flow, number, hash, note, author, at FROM flow_version"
                      " WHERE org = $org AND flow = $flow AND number < $below ORDER BY number DESC LIMIT $limit",
                      {{"flow", flow}, {"below", below > 0 ? below : INT64_MAX}, {"limit", limit}})) {
        versions.push_back(version_summary(row));
    }
    return versions;
}

Status add_version(Transaction& tx, const FlowVersionRow& version) {
    const auto added = tx.run(
        "INSERT INTO flow_version(id, org, flow, number, hash, document, pins, note, author, at)"
        " VALUES($id, $org, $flow, $number, $hash, $document, $pins, $note, $author, $at)"
        " ON CONFLICT(org, flow, number) DO NOTHING",
        {{"id", version.id},
         {"org", version.org},
         {"flow", version.flow},
         {"number", version.number},
         {"hash", version.hash},
         {"document", version.document},
         {"pins", bytes(version.pins)},
         {"note", version.note},
         {"author", version.author},
         {"at", version.at}});
    if (added == 0) {
        return Error{"flow.base_moved", "expected no newer version, but somebody published one meanwhile"};
    }
    return {};
}

std::optional<DraftRow> find_draft(OrgReader reader, std::string_view flow, std::string_view author) {
    const auto row = reader.one(
        "SELECT org, flow, author, document, etag, base_version, at FROM draft"
        " WHERE org = $org AND flow = $flow AND author = $author",
        {{"flow", flow}, {"author", author}});
    if (!row) {
        return std::nullopt;
    }
    auto draft = draft_summary(*row);
    draft.document = row->text("document");
    return draft;
}

std::vector<DraftRow> list_drafts(OrgReader reader, std::string_view flow) {
    std::vector<DraftRow> drafts;
    for (const auto row : reader.query("SELECT org, flow, author, etag, base_version, at FROM draft"
                                       " WHERE org = $org AND flow = $flow ORDER BY at DESC, author",
                                       {{"flow", flow}})) {
        drafts.push_back(draft_summary(row));
    }
    return drafts;
}

std::vector<DraftRow> list_all_drafts(OrgReader reader) {
    std::vector<DraftRow> drafts;
    for (const auto row : reader.query("SELECT org, flow, author, etag, base_version, at FROM draft"
                                       " WHERE org = $org ORDER BY at DESC, author")) {
        drafts.push_back(draft_summary(row));
    }
    return drafts;
}

bool put_draft(Transaction& tx, const DraftRow& draft, std::string_view expected_etag) {
    if (expected_etag.empty()) {
        return tx.run(
                   "INSERT INTO draft(org, flow, author, document, etag, base_version, at)"
                   " VALUES($org, $flow, $author, $document, $etag, $base, $at) ON CONFLICT(org, flow, author) DO "
                   "NOTHING",
                   {{"org", draft.org},
                    {"flow", draft.flow},
                    {"author", draft.author},
                    {"document", draft.document},
                    {"etag", draft.etag},
                    {"base", draft.base_version},
                    {"at", draft.at}}) == 1;
    }
    return tx.run(
               "UPDATE draft SET document = $document, etag = $etag, base_version = $base, at = $at"
               " WHERE org = $org AND flow = $flow AND author = $author AND etag = $expected",
               {{"document", draft.document},
                {"etag", draft.etag},
                {"base", draft.base_version},
                {"at", draft.at},
                {"org", draft.org},
                {"flow", draft.flow},
                {"author", draft.author},
                {"expected", expected_etag}}) == 1;
}

void remove_draft(Transaction& tx, OrgId org, std::string_view flow, std::string_view author) {
    tx.run("DELETE FROM draft WHERE org = $org AND flow = $flow AND author = $author",
           {{"org", org}, {"flow", flow}, {"author", author}});
}

std::vector<BindingRow> list_bindings(OrgReader reader, std::string_view flow) {
    std::vector<BindingRow> bindings;
    for (const auto row : reader.query(
             "SELECT name, value FROM binding WHERE org = $org AND flow = $flow ORDER BY name", {{"flow", flow}})) {
        bindings.push_back({row.get<std::string>("name"), row.get<std::string>("value")});
    }
    return bindings;
}

void put_binding(Transaction& tx, OrgId org, std::string_view flow, const BindingRow& binding) {
    tx.run(
        "INSERT INTO binding(org, flow, name, value) VALUES($org, $flow, $name, $value)"
        " ON CONFLICT(org, flow, name) DO UPDATE SET value = excluded.value",
        {{"org", org}, {"flow", flow}, {"name", binding.name}, {"value", binding.value}});
}

void remove_binding(Transaction& tx, OrgId org, std::string_view flow, std::string_view name) {
    tx.run("DELETE FROM binding WHERE org = $org AND flow = $flow AND name = $name",
           {{"org", org}, {"flow", flow}, {"name", name}});
}

}  // namespace millrace::store
