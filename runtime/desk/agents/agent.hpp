#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/value/fields.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

// Who is there for customers, and how much each can take. A person says whether he is online or paused; that he is on a
// call or wrapping up follows from the work he has.
namespace millrace::desk {

enum class Presence : std::uint8_t { offline, online, paused };
std::string_view to_text(Presence presence);

struct Agent {
    std::string user;  // users.id
    std::string name;
    Role role = Role::sales_rep;
    Presence presence = Presence::offline;
    std::string reason;          // of a pause: a key
    Time since;                  // in this presence
    std::optional<Time> online;  // since when he is there at all
    Time seen_until;             // without a socket until then he is offline
    Time idle_since;             // when he was last given work, or had less of it
    std::int64_t turn = 0;       // of the last offer he got: greater is later
    std::optional<Time> limit;   // of a pause
};

store::Migration agent_tables();

struct PauseReason {
    std::string key;
    std::string title;
    std::optional<Duration> limit;  // a pause that lasts longer is told to those who lead the team
    bool system = false;            // given by the system alone: missed_offer
};
// The org's own and, where it has none of the key, ours.
std::vector<PauseReason> pause_reasons(store::OrgReader reader);
// "pause_reason.malformed", "pause_reason.system".
Status put_pause_reason(store::Transaction& tx, OrgId org, const PauseReason& reason);
bool remove_pause_reason(store::Transaction& tx, OrgId org, std::string_view key);

// Chats at once, calls at once. A call is exclusive: who has one is offered nothing else.
struct Capacity {
    std::int64_t chat = 4;
    std::int64_t voice = 1;
};
void describe(Fields<Capacity>& fields);
Capacity capacity_of(store::OrgReader reader, std::string_view user);
void set_capacity(store::Transaction& tx, OrgId org, std::string_view user, const Capacity& capacity);

struct Skill {
    std::string key;
    std::int64_t level = 1;  // 1 to 10
};
void describe(Fields<Skill>& fields);
// What he knows himself; and with it what everybody in his teams knows, the higher level of the two.
std::vector<Skill> own_skills_of(store::OrgReader reader, std::string_view user);
std::vector<Skill> skills_of(store::OrgReader reader, std::string_view user);
// By user; who knows nothing is not in it.
std::map<std::string, std::vector<Skill>> skills_of_all(store::OrgReader reader, const std::vector<std::string>& users);
// In place of all that he had.
void set_skills(store::Transaction& tx, OrgId org, std::string_view user, const std::vector<Skill>& skills);

store::Migration team_skill_tables();
std::vector<Skill> skills_of_team(store::OrgReader reader, std::string_view team);
void set_skills_of_team(store::Transaction& tx, OrgId org, std::string_view team, const std::vector<Skill>& skills);
// [{key, level}]
Value show_skills(const std::vector<Skill>& skills);

// What somebody has in hand just now.
struct Load {
    std::int64_t assigned = 0;
    std::int64_t wrapping = 0;
    std::int64_t offered = 0;
    std::int64_t calls = 0;  // of those that are assigned
    std::int64_t all() const { return assigned + wrapping + offered; }
};
Load load_of(store::OrgReader reader, std::string_view user);

// Nobody of this id, or nobody who is offered work: none. Offline when he was never there.
std::optional<Agent> find_agent(store::OrgReader reader, std::string_view user);
// Agents and team leads; never an admin. A supervisor is only where he takes escalations, which find_agent looks at.
bool is_routable(Role role);
// Could he be offered something, were there room?
bool is_available(const Agent& agent, Time now);

// {userId, name, status, reason?, since, online_since?, pause_limit?, assigned, wrap_up, offered, capacity: {chat,
// voice}, overloaded, over_limit, skills: [{key, level}]}; status is offline, online, on_call, wrap_up or paused.
Value show_agent(store::OrgReader reader, const Agent& agent, Time now);
// {items: [agent]}: those of his teams and who helps out in their queues; an admin's are all. Only for who sees teams.
Value show_agents(store::OrgReader reader, const Viewer& viewer, Time now);
// {items: [{userId, name, online}]}: everybody of the org, and nothing else about him. "directory.hidden" for an agent
// of an org that says so.
Result<Value> show_directory(store::OrgReader reader, const Viewer& viewer, Time now);

}  // namespace millrace::desk
