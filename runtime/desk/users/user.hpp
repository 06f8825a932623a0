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

// The columns of the users table, with the org that the person works for.
struct User {
    std::string id;  // UUIDv7
    OrgId org;
    std::string email;  // lower case, of one org over the whole installation
    std::string password_hash;
    std::string name;
    Role role = Role::sales_rep;     // the base role, if he has a custom one
    std::string team;                // the primary one's id, or empty
    std::vector<std::string> teams;  // all, by id
    bool active = true;
    Time created;
    std::string role_id = {};          // of a custom role, or empty
    std::string role_key = {};         // its key; of a built-in role the role's name
    Permissions permissions = {};      // of a custom role
    std::optional<Time> invited = {};  // when, while he has not chosen a password yet
};

struct NewUser {
    std::string email;
    std::string name;
    Role role = Role::sales_rep;
    std::string password_hash;
    std::vector<std::string> teams;  // keys; the first is the primary one
    std::string role_id = {};        // of a custom role, whose base `role` then is
    bool invited = false;            // he has no password and chooses one himself
};

store::Migration user_tables();

// "user.email_taken", "user.email_malformed", "team.unknown". The id.
Result<std::string> add_user(store::Transaction& tx, OrgId org, const NewUser& user);
// False when nobody has this address. Sessions of before are over, and so are links to choose a password.
bool set_password_hash(store::Transaction& tx, std::string_view email, std::string_view hash);
bool set_active(store::Transaction& tx, OrgId org, std::string_view user, bool active);

std::optional<User> find_user(store::OrgReader reader, std::string_view id);
std::optional<User> find_user_by_email(store::Session& session, std::string_view email);  // over all orgs: for log-in
std::vector<User> list_users(store::OrgReader reader);
Viewer viewer_of(const User& user);

// {userId, name, email, role, roleId, roleKey, teamId, teamIds, permissions, twilioToken}
Value show(const User& user);

}  // namespace millrace::desk
