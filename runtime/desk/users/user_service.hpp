#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/users/user.hpp"
#include "runtime/desk/work.hpp"

// What an admin does with people and teams. Each answers the person (or the team) as shown, and leaves an entry in the
// audit.
namespace millrace::desk {

// The errors of add_user.
Result<Value> create_user(const Work& work, const NewUser& user);
// Another mail to who was invited and has not chosen a password. "user.unknown", "user.not_invited".
Result<Value> invite_again(const Work& work, std::string_view id);

struct UserChange {
    std::optional<std::string> name;
    std::optional<std::string> role;  // the key of a built-in role or of one of the org's own
    std::optional<bool> active;
    std::optional<std::vector<std::string>> teams;  // keys, in place of all; the first is the primary one
};
// Who is made inactive is out at once: his sessions are over, what he was offered goes back, and what he has stays his
// until somebody assigns it. "user.unknown", "user.last_admin", "user.role_unknown", "team.unknown".
Result<Value> change_user(const Work& work, std::string_view id, const UserChange& change);
// What he changes of himself: his name, and his password, whose hash it is; `session` is the one of his that stays
// open. "user.name_malformed".
struct OwnChange {
    std::optional<std::string> name;
    std::optional<std::string> password_hash;
    std::string session;
};
Result<Value> change_oneself(const Work& work, const OwnChange& change);
// By whoever has the link: once, in its time. His sessions are over. "password.link_invalid". The user's id.
Result<Value> choose_password(const Work& work, std::string_view link_digest, std::string_view hash);
// After any change of what somebody may: routing follows at once, and his sockets everywhere come back with new rights.
void rights_have_changed(const Work& work, std::string_view user);

// His sessions are over. "user.unknown".
Result<Value> give_password(const Work& work, std::string_view id, std::string_view hash);

struct UserFilter {
    std::string after = {};  // cursor: the id of the last one shown
    int limit = 50;
};
// {items: [user with active], cursor?}
Value list_people(store::OrgReader reader, const UserFilter& filter);

// {id, key, name, …} as show_teams has it. The errors of add_team.
Result<Value> create_team(const Work& work, std::string_view key, std::string_view name);
// "team.unknown", "user.unknown". An empty name or supervisor leaves it as it is.
Result<Value> change_team(const Work& work, std::string_view key, std::string_view name, std::string_view supervisor);
// In place of all that it had; its members count as having them. "team.unknown".
Result<Value> give_team_skills(const Work& work, std::string_view key, const std::vector<Skill>& skills);

}  // namespace millrace::desk
