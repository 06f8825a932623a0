#include "runtime/desk/roles/custom_role.hpp"
#include "runtime/desk/sessions/session.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/users/password_link.hpp"
#include "runtime/desk/users/user.hpp"
#include "runtime/desk/uuid.hpp"

#define MILLRACE_USER_SELECT                                                                                     \
    "SELECT u.id AS id, u.org_id AS org_id, u.email AS email, u.password_hash AS password_hash, u.name AS name," \
    " u.role AS role, u.team_id AS team_id, u.is_active AS is_active, u.created_at AS created_at,"               \
    " u.invited_at AS invited_at, u.role_id AS role_id, r.key AS role_key, r.permissions AS permissions"         \
    " FROM users u LEFT JOIN roles r ON r.id = u.role_id "

namespace millrace::desk {
namespace {

std::string lower(std::string_view text) {
    std::string lowered(text);
    for (char& c : lowered) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return lowered;
}

bool looks_like_email(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.size() <= 255 &&
           text.find_first_of(" \t\r\n") == std::string_view::npos && text.find('@', at + 1) == std::string_view::npos;
}

User user_of(const store::Row& row) {
    User user;
    user.id = row.text("id");
    user.org = row.id<OrgTag>("org_id");
    user.email = row.text("email");
    user.password_hash = row.text("password_hash");
    user.name = row.text("name");
    user.role = parse_role(row.text("role")).value_or(Role::sales_rep);
    user.team = row.is_null("team_id") ? std::string() : row.get<std::string>("team_id");
    user.active = row.flag("is_active");
    user.created = row.time("created_at");
    user.invited = row.get<std::optional<Time>>("invited_at");
    user.role_key = to_text(user.role);
    if (!row.is_null("role_id")) {
        user.role_id = row.text("role_id");
        user.role_key = row.text("role_key");
        user.permissions = Permissions(names_in(row.text("permissions")));
    }
    return user;
}

}  // namespace

store::Migration user_tables() {
    return {.number = 300,
            .name = "users",
            .statements = {"CREATE TABLE users(id {text} NOT NULL PRIMARY KEY, org_id {id} NOT NULL,"
                           " email {text} NOT NULL UNIQUE, password_hash {text} NOT NULL, name {text} NOT NULL,"
                           " role {text} NOT NULL CHECK(role IN ('sales_rep', 'team_lead', 'supervisor', 'admin')),"
                           " team_id {text} REFERENCES teams(id), phone_number {text}, twilio_identity {text},"
                           " is_active {bool} NOT NULL DEFAULT 1, created_at {time} NOT NULL,"
                           " updated_at {time} NOT NULL)",
                           "CREATE INDEX users_by_org ON users(org_id, name)"}};
}

Result<std::string> add_user(store::Transaction& tx, OrgId org, const NewUser& user) {
    const std::string email = lower(user.email);
    if (!looks_like_email(email)) {
        return Error{"user.email_malformed", "expected an e-mail address but got '" + user.email + "'", "/email"};
    }
    std::vector<std::string> teams;
    for (const std::string& key : user.teams) {
        const std::optional<Team> team = find_team_by_key(tx.org(org), key);
        if (!team) {
            return Error{"team.unknown", "expected a team of this org but there is no '" + key + "'", "/teams"};
        }
        teams.push_back(team->id);
    }
    const std::string id = new_uuid(tx);
    const std::optional<std::string> primary = teams.empty() ? std::nullopt : std::optional<std::string>(teams.front());
    const store::Bound custom = user.role_id.empty() ? store::Bound(nullptr) : store::Bound(user.role_id);
    const store::Bound invited = user.invited ? store::Bound(tx.now()) : store::Bound(nullptr);
    const std::int64_t added = tx.run(
        "INSERT INTO users(id, org_id, email, password_hash, name, role, role_id, team_id, is_active, invited_at,"
        " created_at, updated_at)"
        " VALUES($id, $org, $email, $hash, $name, $role, $role_id, $team, 1, $invited, $now, $now)"
        " ON CONFLICT(email) DO NOTHING",
        {{"id", id},
         {"org", org},
         {"email", email},
         {"hash", user.password_hash},
         {"name", user.name},
         {"role", to_text(user.role)},
         {"role_id", custom},
         {"team", primary},
         {"invited", invited},
         {"now", tx.now()}});
    if (added == 0) {
        return Error{"user.email_taken", "expected a new address but somebody has '" + email + "'", "/email"};
    }
    for (const std::string& team : teams) {
        join_team(tx, org, team, id);
    }
    return id;
}

bool set_password_hash(store::Transaction& tx, std::string_view email, std::string_view hash) {
    const std::optional<User> user = find_user_by_email(tx, email);
    if (!user) {
        return false;
    }
    tx.run("UPDATE users SET password_hash = $hash, invited_at = NULL, updated_at = $now WHERE id = $id",
           {{"hash", hash}, {"now", tx.now()}, {"id", user->id}});
    drop_password_links(tx, user->org, user->id);
    revoke_sessions_of(tx, user->org, user->id);
    return true;
}

bool set_active(store::Transaction& tx, OrgId org, std::string_view user, bool active) {
    return tx.run("UPDATE users SET is_active = $active, updated_at = $now WHERE org_id = $org AND id = $user",
                  {{"active", active}, {"now", tx.now()}, {"org", org}, {"user", user}}) == 1;
}

std::optional<User> find_user(store::OrgReader reader, std::string_view id) {
    const auto row = reader.settled_one(MILLRACE_USER_SELECT "WHERE u.org_id = $org AND u.id = $id", {{"id", id}});
    if (!row) {
        return std::nullopt;
    }
    User user = user_of(*row);
    user.teams = teams_of(reader, user.id);
    return user;
}

std::optional<User> find_user_by_email(store::Session& session, std::string_view email) {
    const std::string lowered = lower(email);
    const auto row = session.one(MILLRACE_USER_SELECT "WHERE u.email = $email", {{"email", lowered}});
    if (!row) {
        return std::nullopt;
    }
    User user = user_of(*row);
    user.teams = teams_of(session.org(user.org), user.id);
    return user;
}

std::vector<User> list_users(store::OrgReader reader) {
    std::vector<User> users;
    for (const store::Row row : reader.query(MILLRACE_USER_SELECT "WHERE u.org_id = $org ORDER BY u.name, u.id")) {
        users.push_back(user_of(row));
        users.back().teams = teams_of(reader, users.back().id);
    }
    return users;
}

Viewer viewer_of(const User& user) {
    return {user.org, user.id, user.name, user.role, user.permissions};
}

Value show(const User& user) {
    std::vector<Value> teams(user.teams.begin(), user.teams.end());
    std::vector<Value> permissions;
    if (user.permissions.is_given()) {
        permissions.assign(user.permissions.names().begin(), user.permissions.names().end());
    } else {
        permissions.assign(permissions_of(user.role).begin(), permissions_of(user.role).end());
    }
    return Map{{"userId", user.id},
               {"name", user.name},
               {"email", user.email},
               {"role", to_text(user.role)},
               {"roleId", user.role_id.empty() ? Value() : Value(user.role_id)},
               {"roleKey", user.role_key},
               {"teamId", user.team.empty() ? Value() : Value(user.team)},
               {"teamIds", List(std::move(teams))},
               {"permissions", List(std::move(permissions))},
               {"twilioToken", Value()}};
}

}  // namespace millrace::desk
