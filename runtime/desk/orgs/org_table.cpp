#include <algorithm>

#include "engine/base/text.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/teams/team.hpp"

namespace millrace::desk {
namespace {

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += text.empty() ? "" : "\n";
        text += line;
    }
    return text;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

Org org_of(const store::Row& row) {
    Org org;
    org.id = row.id<OrgTag>("id");
    org.key = row.text("name");
    org.name = row.text("title");
    org.fallback_queue = row.text("fallback_queue");
    org.phrases = lines_of(row.text("phrases"));
    return org;
}

const std::vector<CloseReason>& first_reasons() {
    static const std::vector<CloseReason> reasons = {
        {"resolved", "Resolved", false},   {"no_response", "No response", false},
        {"duplicate", "Duplicate", false}, {"spam", "Spam", false},
        {"other", "Other", false},         {"customer_left", "The customer left", true},
        {"no_input", "No input", true},
    };
    return reasons;
}

}  // namespace

store::Migration org_tables() {
    return {.number = 100,
            .name = "orgs",
            .statements = {"CREATE TABLE org(id {id} PRIMARY KEY, name {text} NOT NULL UNIQUE, title {text} NOT NULL,"
                           " fallback_queue {text} NOT NULL, phrases {text} NOT NULL, created {time} NOT NULL)",
                           "CREATE TABLE close_reason(org {id} NOT NULL, name {text} NOT NULL, title {text} NOT NULL,"
                           " system {bool} NOT NULL, position {int} NOT NULL, PRIMARY KEY(org, name))"},
            .ids = {"org.id"}};
}

Result<OrgId> add_org(store::Transaction& tx, const NewOrg& org) {
    if (!is_key(org.key)) {
        return Error{"org.key_malformed",
                     "expected a key of lower-case letters, digits and _ but got '" + org.key + "'"};
    }
    const OrgId id = tx.new_id<OrgId>(0);
    const std::string phrases = joined(default_phrases());
    const std::int64_t added = tx.run(
        "INSERT INTO org(id, name, title, fallback_queue, phrases, created)"
        " VALUES($id, $name, $title, $queue, $phrases, $now) ON CONFLICT(name) DO NOTHING",
        {{"id", id},
         {"name", org.key},
         {"title", org.name},
         {"queue", org.fallback_queue},
         {"phrases", phrases},
         {"now", tx.now()}});
    if (added == 0) {
        return Error{"org.exists", "expected a new key but there is an org '" + org.key + "'"};
    }
    int position = 0;
    for (const CloseReason& reason : first_reasons()) {
        tx.run(
            "INSERT INTO close_reason(org, name, title, system, position)"
            " VALUES($org, $name, $title, $system, $position)",
            {{"org", id},
             {"name", reason.key},
             {"title", reason.title},
             {"system", reason.system},
             {"position", position++}});
    }
    if (const Result<std::string> team = add_team(tx, id, org.fallback_queue, org.fallback_title); !team) {
        return team.error();
    }
    return id;
}

std::optional<Org> find_org(store::OrgReader reader) {
    const auto row = reader.settled_one("SELECT id, name, title, fallback_queue, phrases FROM org WHERE id = $org");
    return row ? std::optional<Org>(org_of(*row)) : std::nullopt;
}

std::optional<OrgId> find_org_by_key(store::Session& session, std::string_view key) {
    const auto row = session.one("SELECT id FROM org WHERE name = $key", {{"key", key}});
    return row ? std::optional<OrgId>(row->id<OrgTag>("id")) : std::nullopt;
}

std::vector<Org> list_orgs(store::Session& session) {
    std::vector<Org> orgs;
    for (const store::Row row : session.query(
             "SELECT id, name, title, fallback_queue, phrases FROM org ORDER BY name /* whole: orgs are few */")) {
        orgs.push_back(org_of(row));
    }
    return orgs;
}

std::vector<CloseReason> close_reasons(store::OrgReader reader) {
    std::vector<CloseReason> reasons;
    for (const store::Row row :
         reader.settled("SELECT name, title, system FROM close_reason WHERE org = $org ORDER BY position")) {
        reasons.push_back({row.get<std::string>("name"), row.get<std::string>("title"), row.flag("system")});
    }
    return reasons;
}

}  // namespace millrace::desk
