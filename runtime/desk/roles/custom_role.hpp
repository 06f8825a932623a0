#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

// An org's own role: a list of permissions over one of the built-in roles, which says how the person is treated where
// it is not about permissions (who is offered work, whom a team has as its lead).
struct CustomRole {
    std::string id;  // UUIDv7
    std::string key;
    std::string name;
    Role base = Role::sales_rep;  // never admin
    std::vector<std::string> permissions;
    Time created;
};

store::Migration role_tables();
// users.role_id and teams.supervisor_id, both referring to what they name.
store::Migration role_columns();
store::Migration supervisor_reference();

// With these a person could give himself, or somebody else, all the others: they stay the admin's.
bool is_reserved(std::string_view permission);

std::optional<CustomRole> find_role(store::OrgReader reader, std::string_view key);
std::vector<CustomRole> list_roles(store::OrgReader reader);

// What a user has: one of the built-in roles, or one of the org's own.
struct RoleChoice {
    Role base = Role::sales_rep;
    std::string id;  // of a custom role; empty for a built-in one
};
// By key. "user.role_unknown".
Result<RoleChoice> choose_role(store::OrgReader reader, std::string_view key);

struct RoleChange {
    std::optional<std::string> name;
    std::optional<std::string> base;
    std::optional<std::vector<std::string>> permissions;
};
// "role.exists", "role.key_malformed", "role.name_malformed", "role.base_unknown", "role.permission_unknown",
// "role.permission_reserved". The role as shown.
Result<Value> create_role(const Work& work, std::string_view key, const RoleChange& role);
// Everybody who has it may do, from now on, what it says now. "role.unknown", "role.built_in", and as above.
Result<Value> change_role(const Work& work, std::string_view key, const RoleChange& change);
// "role.in_use" while somebody has it.
Result<Value> remove_role(const Work& work, std::string_view key);

// {items: [{key, name, built_in, base_role, permissions, users}], permissions: [{name, reserved}]}, built-in ones
// first.
Value show_roles(store::OrgReader reader);

// For the column that keeps them.
std::string lines_of(const std::vector<std::string>& names);
std::vector<std::string> names_in(std::string_view lines);

}  // namespace millrace::desk
