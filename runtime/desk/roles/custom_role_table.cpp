#include <algorithm>

#include "runtime/desk/roles/custom_role.hpp"

#define MILLRACE_ROLE_COLUMNS "id, key, name, base_role, permissions, created_at"

namespace millrace::desk {
namespace {

CustomRole role_of_row(const store::Row& row) {
    CustomRole role;
    role.id = row.text("id");
    role.key = row.text("key");
    role.name = row.text("name");
    role.base = parse_role(row.text("base_role")).value_or(Role::sales_rep);
    role.permissions = names_in(row.text("permissions"));
    role.created = row.time("created_at");
    return role;
}

}  // namespace

store::Migration role_tables() {
    return {.number = 1600,
            .name = "roles",
            .statements = {"CREATE TABLE roles(id {text} NOT NULL PRIMARY KEY, org_id {id} NOT NULL,"
                           " key {text} NOT NULL, name {text} NOT NULL,"
                           " base_role {text} NOT NULL CHECK(base_role IN ('sales_rep', 'team_lead', 'supervisor')),"
                           " permissions {text} NOT NULL, created_at {time} NOT NULL, updated_at {time} NOT NULL,"
                           " UNIQUE(org_id, key))"}};
}

store::Migration role_columns() {
    return {.number = 1610,
            .name = "roles of users",
            .statements = {"ALTER TABLE users ADD COLUMN role_id {text} REFERENCES roles(id)",
                           "CREATE INDEX users_by_role ON users(role_id) WHERE role_id IS NOT NULL"}};
}

// A reference can be given to a new column only, on SQLite; so the column moves house.
store::Migration supervisor_reference() {
    return {.number = 1620,
            .name = "supervisors are users",
            .statements = {"ALTER TABLE teams RENAME COLUMN supervisor_id TO supervisor_before",
                           "ALTER TABLE teams ADD COLUMN supervisor_id {text} REFERENCES users(id)",
                           "UPDATE teams SET supervisor_id = (SELECT id FROM users WHERE id = supervisor_before)",
                           "ALTER TABLE teams DROP COLUMN supervisor_before"}};
}

std::optional<CustomRole> find_role(store::OrgReader reader, std::string_view key) {
    const auto row =
        reader.one("SELECT " MILLRACE_ROLE_COLUMNS " FROM roles WHERE org_id = $org AND key = $key", {{"key", key}});
    return row ? std::optional<CustomRole>(role_of_row(*row)) : std::nullopt;
}

std::vector<CustomRole> list_roles(store::OrgReader reader) {
    std::vector<CustomRole> roles;
    for (const store::Row row :
         reader.query("SELECT " MILLRACE_ROLE_COLUMNS " FROM roles WHERE org_id = $org ORDER BY key")) {
        roles.push_back(role_of_row(row));
    }
    return roles;
}

std::string lines_of(const std::vector<std::string>& names) {
    std::string lines;
    for (const std::string& name : names) {
        lines += (lines.empty() ? "" : "\n") + name;
    }
    return lines;
}

std::vector<std::string> names_in(std::string_view lines) {
    std::vector<std::string> names;
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        names.emplace_back(lines.substr(0, end));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return names;
}

}  // namespace millrace::desk
