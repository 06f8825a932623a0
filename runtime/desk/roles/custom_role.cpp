#include "runtime/desk/roles/custom_role.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/users/user_service.hpp"
#include "runtime/desk/uuid.hpp"

namespace millrace::desk {
namespace {

constexpr Role built_in_roles[] = {Role::admin, Role::supervisor, Role::team_lead, Role::sales_rep};

std::string_view title_of(Role role) {
    switch (role) {
        case Role::admin:
            return "Admin";
        case Role::supervisor:
            return "Supervisor";
        case Role::team_lead:
            return "Team lead";
        case Role::sales_rep:
            return "Agent";
    }
    return "Agent";
}

template <class Names>
List list_of(const Names& names) {
    List list;
    for (const auto& name : names) {
        list.push(Value(std::string_view(name)));
    }
    return list;
}

Error unknown_role(std::string_view key) {
    return {"role.unknown", "expected a role of this org but there is no '" + std::string(key) + "'"};
}

Result<CustomRole> found(const Work& work, std::string_view key) {
    if (parse_role(key)) {
        return Error{"role.built_in", "expected a role of your own but '" + std::string(key) +
                                          "' is built in: make one with the permissions that you want"};
    }
    std::optional<CustomRole> role = find_role(work.reader(), key);
    return role ? Result<CustomRole>(std::move(*role)) : Result<CustomRole>(unknown_role(key));
}

Status check_permissions(const std::vector<std::string>& names) {
    const auto& known = all_permissions();
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string pointer = "/permissions/" + std::to_string(i);
        if (std::find(known.begin(), known.end(), names[i]) == known.end()) {
            const std::string near = closest(names[i], std::vector<std::string>(known.begin(), known.end()));
            return Error{"role.permission_unknown",
                         "expected the name of a permission but there is no '" + names[i] + "'" +
                             (near.empty() ? "" : "; did you mean " + near + "?"),
                         pointer};
        }
        if (is_reserved(names[i])) {
            return Error{"role.permission_reserved",
                         "expected a permission that others than admins may have but '" + names[i] + "' is the admin's",
                         pointer};
        }
    }
    return {};
}

// Puts what is asked for in its place.
Status apply(CustomRole& role, const RoleChange& change) {
    if (change.name) {
        role.name = trim(*change.name);
    }
    if (role.name.empty() || utf8_length(role.name) > 100) {
        return Error{"role.name_malformed", "expected a name of 1 to 100 characters but it is not", "/name"};
    }
    if (change.base) {
        const std::optional<Role> base = parse_role(*change.base);
        if (!base || *base == Role::admin) {
            return Error{"role.base_unknown",
                         "expected one of supervisor, team_lead, sales_rep but got '" + *change.base + "'",
                         "/base_role"};
        }
        role.base = *base;
    }
    if (change.permissions) {
        if (Status sound = check_permissions(*change.permissions); !sound) {
            return sound;
        }
        role.permissions = *change.permissions;
        std::sort(role.permissions.begin(), role.permissions.end());
        role.permissions.erase(std::unique(role.permissions.begin(), role.permissions.end()), role.permissions.end());
    }
    return {};
}

std::vector<std::string> users_with(store::OrgReader reader, const CustomRole& role) {
    std::vector<std::string> users;
    for (const store::Row row : reader.query("SELECT id FROM users WHERE org_id = $org AND role_id = $role ORDER BY id",
                                             {{"role", role.id}})) {
        users.emplace_back(row.text("id"));
    }
    return users;
}

Value state_of_role(const CustomRole& role) {
    return Map{{"name", role.name}, {"base_role", to_text(role.base)}, {"permissions", list_of(role.permissions)}};
}

Value shown_role(store::OrgReader reader, const CustomRole& role) {
    return Map{{"key", role.key},
               {"role_id", role.id},
               {"name", role.name},
               {"built_in", false},
               {"base_role", to_text(role.base)},
               {"permissions", list_of(role.permissions)},
               {"users", static_cast<std::int64_t>(users_with(reader, role).size())}};
}

}  // namespace

bool is_reserved(std::string_view permission) {
    // Accounts and roles lead to every other right; what is published runs with the server's; and channels decide who
    // may write to the org at all.
    static constexpr std::string_view reserved[] = {"user.write",    "role.read",  "role.write",   "channel.read",
                                                    "channel.write", "flow.write", "flow.publish", "node_type.write"};
    return std::find(std::begin(reserved), std::end(reserved), permission) != std::end(reserved);
}

Result<RoleChoice> choose_role(store::OrgReader reader, std::string_view key) {
    if (const std::optional<Role> role = parse_role(key)) {
        return RoleChoice{*role, {}};
    }
    if (const std::optional<CustomRole> role = find_role(reader, key)) {
        return RoleChoice{role->base, role->id};
    }
    std::string own;
    for (const CustomRole& role : list_roles(reader)) {
        own += ", " + role.key;
    }
    return Error{
        "user.role_unknown",
        "expected one of admin, supervisor, team_lead, sales_rep" + own + " but got '" + std::string(key) + "'",
        "/role"};
}

Result<Value> create_role(const Work& work, std::string_view key, const RoleChange& wanted) {
    if (!is_key(key)) {
        return Error{"role.key_malformed",
                     "expected a key of lower-case letters, digits and _ but got '" + std::string(key) + "'", "/key"};
    }
    CustomRole role;
    role.key = key;
    if (Status sound = apply(role, wanted); !sound) {
        return sound.error();
    }
    role.id = new_uuid(work.tx);
    const std::string lines = lines_of(role.permissions);
    const bool taken =
        parse_role(key).has_value() ||
        work.tx.run(
            "INSERT INTO roles(id, org_id, key, name, base_role, permissions, created_at, updated_at)"
            " VALUES($id, $org, $key, $name, $base, $permissions, $now, $now) ON CONFLICT(org_id, key) DO NOTHING",
            {{"id", role.id},
             {"org", work.org},
             {"key", key},
             {"name", role.name},
             {"base", to_text(role.base)},
             {"permissions", lines},
             {"now", work.now()}}) == 0;
    if (taken) {
        return Error{"role.exists", "expected a new key but there is a role '" + role.key + "'", "/key"};
    }
    record(work, "role.created", "role:" + role.key, {}, state_of_role(role));
    return shown_role(work.reader(), role);
}

Result<Value> change_role(const Work& work, std::string_view key, const RoleChange& change) {
    const Result<CustomRole> before = found(work, key);
    if (!before) {
        return before.error();
    }
    CustomRole after = *before;
    if (Status sound = apply(after, change); !sound) {
        return sound.error();
    }
    const std::string lines = lines_of(after.permissions);
    work.tx.run(
        "UPDATE roles SET name = $name, base_role = $base, permissions = $permissions, updated_at = $now"
        " WHERE org_id = $org AND id = $id",
        {{"name", after.name},
         {"base", to_text(after.base)},
         {"permissions", lines},
         {"now", work.now()},
         {"org", work.org},
         {"id", after.id}});
    work.tx.run("UPDATE users SET role = $base, updated_at = $now WHERE org_id = $org AND role_id = $id",
                {{"base", to_text(after.base)}, {"now", work.now()}, {"org", work.org}, {"id", after.id}});
    record(work, "role.changed", "role:" + after.key, state_of_role(*before), state_of_role(after));
    for (const std::string& user : users_with(work.reader(), after)) {
        rights_have_changed(work, user);
    }
    return shown_role(work.reader(), after);
}

Result<Value> remove_role(const Work& work, std::string_view key) {
    const Result<CustomRole> role = found(work, key);
    if (!role) {
        return role.error();
    }
    if (const std::size_t users = users_with(work.reader(), *role).size(); users > 0) {
        return Error{"role.in_use", "expected a role that nobody has but " + std::to_string(users) +
                                        (users == 1 ? " person has" : " people have") + " '" + role->key +
                                        "': give them another first"};
    }
    work.tx.run("DELETE FROM roles WHERE org_id = $org AND id = $id", {{"org", work.org}, {"id", role->id}});
    record(work, "role.deleted", "role:" + role->key, state_of_role(*role), {});
    return Value(Map{});
}

Value show_roles(store::OrgReader reader) {
    List items;
    for (const Role role : built_in_roles) {
        std::vector<std::string> names(permissions_of(role).begin(), permissions_of(role).end());
        std::sort(names.begin(), names.end());
        const auto count =
            reader.one("SELECT count(*) AS n FROM users WHERE org_id = $org AND role = $role AND role_id IS NULL",
                       {{"role", to_text(role)}});
        items.push(Map{{"key", to_text(role)},
                       {"role_id", Value()},
                       {"name", title_of(role)},
                       {"built_in", true},
                       {"base_role", to_text(role)},
                       {"permissions", list_of(names)},
                       {"users", count->integer("n")}});
    }
    for (const CustomRole& role : list_roles(reader)) {
        items.push(shown_role(reader, role));
    }
    List permissions;
    for (const std::string_view name : all_permissions()) {
        permissions.push(Map{{"name", name}, {"reserved", is_reserved(name)}});
    }
    return Map{{"items", std::move(items)}, {"permissions", std::move(permissions)}};
}

}  // namespace millrace::desk
