#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/desk/users/user.hpp"
#include "runtime/desk/work.hpp"

// What an admin does with people and teams. Each answers the person (or the team) as shown, and leaves an entry in the
// audit.
namespace millrace::desk {

// The errors of add_user.
Result<Value> create_user(const Work& work, const NewUser& user);

struct UserChange {
    std::optional<std::string> name;
    std::optional<Role> role;
    std::optional<bool> active;
    std::optional<std::vector<std::string>> teams;  // keys, in place of all; the first is the primary one
};
// Who is made inactive is out at once: his sessions are over, what he was offered goes back, and what he has stays his
// until somebody assigns it. "user.unknown", "user.last_admin", "team.unknown".
Result<Value> change_user(const Work& work, std::string_view id, const UserChange& change);
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

}  // namespace millrace::desk
