#include "engine/base/text.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/uuid.hpp"

namespace millrace::desk {
namespace {

Team team_of(const store::Row& row) {
    Team team;
    team.id = row.text("id");
    team.key = row.text("key");
    team.name = row.text("name");
    team.supervisor = row.is_null("supervisor_id") ? std::string() : row.get<std::string>("supervisor_id");
    team.created = row.time("created_at");
    return team;
}

}  // namespace

store::Migration team_tables() {
    return {.number = 200,
            .name = "teams",
            .statements = {"CREATE TABLE teams(id {text} NOT NULL PRIMARY KEY, org_id {id} NOT NULL,"
                           " key {text} NOT NULL, name {text} NOT NULL, supervisor_id {text},"
                           " created_at {time} NOT NULL, UNIQUE(org_id, key))",
                           "CREATE TABLE team_member(org {id} NOT NULL, team {text} NOT NULL, user_id {text} NOT NULL,"
                           " PRIMARY KEY(org, team, user_id)) {clustered}",
                           "CREATE INDEX team_member_by_user ON team_member(user_id)"}};
}

Result<std::string> add_team(store::Transaction& tx, OrgId org, std::string_view key, std::string_view name) {
    if (!is_key(key)) {
        return Error{"team.key_malformed",
                     "expected a key of lower-case letters, digits and _ but got '" + std::string(key) + "'", "/key"};
    }
    const std::string id = new_uuid(tx);
    const std::int64_t added = tx.run(
        "INSERT INTO teams(id, org_id, key, name, created_at) VALUES($id, $org, $key, $name, $now)"
        " ON CONFLICT(org_id, key) DO NOTHING",
        {{"id", id}, {"org", org}, {"key", key}, {"name", name}, {"now", tx.now()}});
    if (added == 0) {
        return Error{"team.exists", "expected a new key but there is a team '" + std::string(key) + "'", "/key"};
    }
    add_queue(tx, org, {.key = std::string(key), .title = std::string(name), .team = id});
    return id;
}

void join_team(store::Transaction& tx, OrgId org, std::string_view team, std::string_view user) {
    tx.run("INSERT INTO team_member(org, team, user_id) VALUES($org, $team, $user) ON CONFLICT DO NOTHING",
           {{"org", org}, {"team", team}, {"user", user}});
    follow_team(tx, org, team, user);
}

bool leave_team(store::Transaction& tx, OrgId org, std::string_view team, std::string_view user) {
    const bool was_member = tx.run("DELETE FROM team_member WHERE org = $org AND team = $team AND user_id = $user",
                                   {{"org", org}, {"team", team}, {"user", user}}) == 1;
    follow_team(tx, org, team, user);
    return was_member;
}

Status set_supervisor(store::Transaction& tx, OrgId org, std::string_view team, std::string_view user) {
    const std::int64_t changed = tx.run("UPDATE teams SET supervisor_id = $user WHERE org_id = $org AND id = $team",
                                        {{"org", org}, {"team", team}, {"user", user}});
    if (changed == 0) {
        return Error{"team.unknown", "expected a team of this org but there is none of this id"};
    }
    return {};
}

std::optional<Team> find_team(store::OrgReader reader, std::string_view id) {
    const auto row = reader.one(
        "SELECT id, key, name, supervisor_id, created_at FROM teams WHERE org_id = $org AND id = $id", {{"id", id}});
    return row ? std::optional<Team>(team_of(*row)) : std::nullopt;
}

std::optional<Team> find_team_by_key(store::OrgReader reader, std::string_view key) {
    const auto row =
        reader.one("SELECT id, key, name, supervisor_id, created_at FROM teams WHERE org_id = $org AND key = $key",
                   {{"key", key}});
    return row ? std::optional<Team>(team_of(*row)) : std::nullopt;
}

std::vector<std::string> teams_of(store::OrgReader reader, std::string_view user) {
    std::vector<std::string> teams;
    for (const store::Row row : reader.settled(
             "SELECT team FROM team_member WHERE org = $org AND user_id = $user ORDER BY team", {{"user", user}})) {
        teams.emplace_back(row.text("team"));
    }
    return teams;
}

bool is_member(store::OrgReader reader, std::string_view team, std::string_view user) {
    return reader
        .settled_one("SELECT team FROM team_member WHERE org = $org AND team = $team AND user_id = $user",
                     {{"team", team}, {"user", user}})
        .has_value();
}

}  // namespace millrace::desk
