#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

// The columns of the teams table, with org and key. Each team has a queue of its key.
struct Team {
    std::string id;  // UUIDv7
    std::string key;
    std::string name;
    std::string supervisor;  // users.id, or empty
    Time created;
};

store::Migration team_tables();

// The team and its queue. "team.exists", "team.key_malformed". The id.
Result<std::string> add_team(store::Transaction& tx, OrgId org, std::string_view key, std::string_view name);
void join_team(store::Transaction& tx, OrgId org, std::string_view team, std::string_view user);
// False when he was not in it.
bool leave_team(store::Transaction& tx, OrgId org, std::string_view team, std::string_view user);
Status set_supervisor(store::Transaction& tx, OrgId org, std::string_view team, std::string_view user);

std::optional<Team> find_team(store::OrgReader reader, std::string_view id);
std::optional<Team> find_team_by_key(store::OrgReader reader, std::string_view key);
std::vector<std::string> teams_of(store::OrgReader reader, std::string_view user);  // ids
bool is_member(store::OrgReader reader, std::string_view team, std::string_view user);

// {items: [{id, key, name, supervisor_id, created_at, supervisors: [{userId, name}], members: [{userId, name, role}],
// skills: [{key, level}]}]}: his teams; an admin's are all.
Value show_team(store::OrgReader reader, const Team& team);
Value show_teams(store::OrgReader reader, const Viewer& viewer);

}  // namespace millrace::desk
