#include "runtime/desk/users/user_service.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "runtime/desk/agents/alerts.hpp"
#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/events/event.hpp"
#include "runtime/desk/mails/mail.hpp"
#include "runtime/desk/roles/custom_role.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "runtime/desk/sessions/session.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/users/password_link.hpp"

namespace millrace::desk {
namespace {

Value shown(const User& user) {
    Map all = show(user).as_map();
    all.set("active", user.active);
    all.set("invited_at", time_or_nil(user.invited));
    return all;
}

// For the audit: never the hash.
Value state_of(const User& user) {
    List teams;
    for (const std::string& team : user.teams) {
        teams.push(team);
    }
    return Map{{"name", user.name},
               {"email", user.email},
               {"role", user.role_key},
               {"active", user.active},
               {"teams", std::move(teams)}};
}

Error unknown() {
    return {"user.unknown", "expected somebody of this org but there is nobody of this id"};
}

bool is_last_admin(const Work& work, const User& user) {
    if (user.role != Role::admin || !user.active) {
        return false;
    }
    const std::vector<User> all = list_users(work.reader());
    return std::none_of(all.begin(), all.end(), [&](const User& each) {
        return each.id != user.id && each.role == Role::admin && each.active;
    });
}

Result<std::vector<std::string>> ids_of(const Work& work, const std::vector<std::string>& keys) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::optional<Team> team = find_team_by_key(work.reader(), keys[i]);
        if (!team) {
            return Error{"team.unknown", "expected a team of this org but there is no '" + keys[i] + "'",
                         "/teams/" + std::to_string(i)};
        }
        ids.push_back(team->id);
    }
    return ids;
}

void set_teams(const Work& work, const User& user, const std::vector<std::string>& ids) {
    for (const std::string& team : user.teams) {
        if (std::find(ids.begin(), ids.end(), team) == ids.end()) {
            leave_team(work.tx, work.org, team, user.id);
        }
    }
    for (const std::string& team : ids) {
        join_team(work.tx, work.org, team, user.id);
    }
    const std::optional<std::string> primary = ids.empty() ? std::nullopt : std::optional<std::string>(ids.front());
    work.tx.run("UPDATE users SET team_id = $team, updated_at = $now WHERE org_id = $org AND id = $id",
                {{"team", primary}, {"now", work.now()}, {"org", work.org}, {"id", user.id}});
}

}  // namespace

Result<Value> create_user(const Work& work, const NewUser& wanted) {
    const Result<std::string> id = add_user(work.tx, work.org, wanted);
    if (!id) {
        return id.error();
    }
    const User user = *find_user(work.reader(), *id);
    record(work, "user.created", "user:" + user.id, {}, state_of(user));
    if (user.invited) {
        post_invitation(work, user.id);
    }
    return shown(user);
}

Result<Value> invite_again(const Work& work, std::string_view id) {
    const std::optional<User> user = find_user(work.reader(), id);
    if (!user) {
        return unknown();
    }
    if (!user->invited || !user->active) {
        return Error{"user.not_invited",
                     user->active
                         ? "expected somebody who has been invited but " + user->name + " has a password already"
                         : "expected somebody who may log in but " + user->name + " is inactive"};
    }
    work.tx.run("UPDATE users SET invited_at = $now, updated_at = $now WHERE org_id = $org AND id = $id",
                {{"now", work.now()}, {"org", work.org}, {"id", id}});
    post_invitation(work, user->id);
    record(work, "user.invited", "user:" + user->id, {}, {});
    return shown(*find_user(work.reader(), id));
}

void rights_have_changed(const Work& work, std::string_view id) {
    const std::optional<User> user = find_user(work.reader(), id);
    if (!user) {
        return;
    }
    // Routing follows at once: what he may not have any more goes to others, what his new teams have comes to him.
    if (!find_agent(work.reader(), id)) {
        clear_alerts(work, id);
        work.tx.run("UPDATE agent SET presence = 0, pause_limit = NULL WHERE org = $org AND user_id = $user",
                    {{"org", work.org}, {"user", id}});
    }
    take_back_offers(work, id);
    route_to(work, id);
    work.publish(event::user_changed, {"rep:" + user->id, "org:" + to_text(work.org)},
                 Map{{"user_id", user->id}, {"active", user->active}});
}

Result<Value> change_oneself(const Work& work, const OwnChange& change) {
    const std::optional<User> before = find_user(work.reader(), work.actor);
    if (!before) {
        return unknown();
    }
    if (change.name) {
        if (trim(*change.name).empty() || utf8_length(*change.name) > 100) {
            return Error{"user.name_malformed", "expected a name of 1 to 100 characters but it is not", "/name"};
        }
        work.tx.run("UPDATE users SET name = $name, updated_at = $now WHERE org_id = $org AND id = $id",
                    {{"name", *change.name}, {"now", work.now()}, {"org", work.org}, {"id", before->id}});
    }
    if (change.password_hash) {
        work.tx.run("UPDATE users SET password_hash = $hash, updated_at = $now WHERE org_id = $org AND id = $id",
                    {{"hash", *change.password_hash}, {"now", work.now()}, {"org", work.org}, {"id", before->id}});
        drop_password_links(work.tx, work.org, before->id);
        revoke_other_sessions(work.tx, work.org, before->id, change.session);
        record(work, "user.password_changed", "user:" + before->id, {}, {});
        // What is connected with an ended session has to go too, and nobody else's page need know.
        work.publish(event::user_changed, {"rep:" + before->id}, Map{{"user_id", before->id}, {"active", true}});
    }
    const User after = *find_user(work.reader(), before->id);
    if (after.name != before->name) {
        record(work, "user.changed", "user:" + after.id, state_of(*before), state_of(after));
    }
    return shown(after);
}

Result<Value> choose_password(const Work& work, std::string_view link_digest, std::string_view hash) {
    const std::optional<PasswordLink> link = find_password_link(work.tx, link_digest, work.now());
    const std::optional<User> user = link ? find_user(work.reader(), link->user) : std::nullopt;
    if (!link || link->org != work.org || !user || !user->active) {
        return link_invalid();
    }
    set_password_hash(work.tx, user->email, hash);  // and with it the link is used up
    record(work, user->invited ? "user.invitation_accepted" : "user.password_reset", "user:" + user->id, {}, {});
    rights_have_changed(work, user->id);
    return Value(user->id);
}

Result<Value> change_user(const Work& work, std::string_view id, const UserChange& change) {
    const std::optional<User> before = find_user(work.reader(), id);
    if (!before) {
        return unknown();
    }
    RoleChoice role{before->role, before->role_id};
    if (change.role) {
        const Result<RoleChoice> chosen = choose_role(work.reader(), *change.role);
        if (!chosen) {
            return chosen.error();
        }
        role = *chosen;
    }
    const bool active = change.active.value_or(before->active);
    if ((role.base != Role::admin || !active) && is_last_admin(work, *before)) {
        return Error{"user.last_admin", "expected another active admin before this one is changed but there is none"};
    }
    if (change.name && (trim(*change.name).empty() || utf8_length(*change.name) > 100)) {
        return Error{"user.name_malformed", "expected a name of 1 to 100 characters but it is not", "/name"};
    }
    if (change.teams) {
        const Result<std::vector<std::string>> ids = ids_of(work, *change.teams);
        if (!ids) {
            return ids.error();
        }
        set_teams(work, *before, *ids);
    }
    work.tx.run(
        "UPDATE users SET name = $name, role = $role, role_id = $role_id, is_active = $active, updated_at = $now"
        " WHERE org_id = $org AND id = $id",
        {{"name", change.name.value_or(before->name)},
         {"role", to_text(role.base)},
         {"role_id", role.id.empty() ? store::Bound(nullptr) : store::Bound(role.id)},
         {"active", active},
         {"now", work.now()},
         {"org", work.org},
         {"id", id}});
    if (!active && before->active) {
        revoke_sessions_of(work.tx, work.org, id);
        drop_password_links(work.tx, work.org, id);
    }
    const User after = *find_user(work.reader(), id);
    record(work, "user.changed", "user:" + after.id, state_of(*before), state_of(after));
    if (change.role || change.active || change.teams) {
        rights_have_changed(work, id);
    }
    return shown(after);
}

Result<Value> give_password(const Work& work, std::string_view id, std::string_view hash) {
    const std::optional<User> user = find_user(work.reader(), id);
    if (!user) {
        return unknown();
    }
    set_password_hash(work.tx, user->email, hash);
    record(work, "user.password_given", "user:" + user->id, {}, {});
    rights_have_changed(work, id);
    return shown(*find_user(work.reader(), id));
}

Value list_people(store::OrgReader reader, const UserFilter& filter) {
    List items;
    std::string last;
    for (const store::Row row :
         reader.query("SELECT id FROM users WHERE org_id = $org AND id > $after ORDER BY id LIMIT $limit",
                      {{"after", filter.after}, {"limit", filter.limit + 1}})) {
        if (items.size() == static_cast<std::size_t>(filter.limit)) {
            return Map{{"items", std::move(items)}, {"cursor", last}};
        }
        last = row.text("id");
        items.push(shown(*find_user(reader, last)));
    }
    return Map{{"items", std::move(items)}, {"cursor", Value()}};
}

Result<Value> create_team(const Work& work, std::string_view key, std::string_view name) {
    if (trim(name).empty() || utf8_length(name) > 100) {
        return Error{"team.name_malformed", "expected a name of 1 to 100 characters but it is not", "/name"};
    }
    const Result<std::string> id = add_team(work.tx, work.org, key, name);
    if (!id) {
        return id.error();
    }
    record(work, "team.created", "team:" + std::string(key), {}, Map{{"name", name}});
    return show_team(work.reader(), *find_team(work.reader(), *id));
}

Result<Value> change_team(const Work& work, std::string_view key, std::string_view name, std::string_view supervisor) {
    const std::optional<Team> before = find_team_by_key(work.reader(), key);
    if (!before) {
        return Error{"team.unknown", "expected a team of this org but there is no '" + std::string(key) + "'"};
    }
    if (!name.empty()) {
        work.tx.run("UPDATE teams SET name = $name WHERE org_id = $org AND id = $id",
                    {{"name", name}, {"org", work.org}, {"id", before->id}});
        work.tx.run("UPDATE queue SET title = $name WHERE org = $org AND name = $key",
                    {{"name", name}, {"org", work.org}, {"key", key}});
    }
    if (!supervisor.empty()) {
        const std::optional<User> user = find_user(work.reader(), supervisor);
        if (!user || !user->active) {
            return Error{"user.unknown", "expected somebody of this org but there is nobody of this id",
                         "/supervisor_id"};
        }
        if (Status set = set_supervisor(work.tx, work.org, before->id, supervisor); !set) {
            return set.error();
        }
    }
    const Team after = *find_team_by_key(work.reader(), key);
    record(work, "team.changed", "team:" + before->key,
           Map{{"name", before->name}, {"supervisor_id", text_or_nil(before->supervisor)}},
           Map{{"name", after.name}, {"supervisor_id", text_or_nil(after.supervisor)}});
    return show_team(work.reader(), after);
}

Result<Value> give_team_skills(const Work& work, std::string_view key, const std::vector<Skill>& skills) {
    const std::optional<Team> team = find_team_by_key(work.reader(), key);
    if (!team) {
        return Error{"team.unknown", "expected a team of this org but there is no '" + std::string(key) + "'"};
    }
    const Value before = show_skills(skills_of_team(work.reader(), team->id));
    set_skills_of_team(work.tx, work.org, team->id, skills);
    record(work, "team.skills_changed", "team:" + team->key, before,
           show_skills(skills_of_team(work.reader(), team->id)));
    for (const store::Row member :
         work.reader().query("SELECT user_id FROM team_member WHERE org = $org AND team = $team ORDER BY user_id",
                             {{"team", team->id}})) {
        route_to(work, member.text("user_id"));
    }
    return show_team(work.reader(), *team);
}

}  // namespace millrace::desk
