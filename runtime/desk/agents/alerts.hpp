#pragma once

#include "runtime/desk/agents/agent.hpp"

// What those who lead should look at: a pause over its limit, an agent with work who does nothing. Each is told once,
// as agent.alert_raised, and stands until he does something about it.
namespace millrace::desk {

store::Migration alert_tables();

constexpr std::string_view alert_pause_exceeded = "pause_exceeded";
constexpr std::string_view alert_inactive = "inactive";

// He did something: the clock of his inactivity begins anew, and an alert about it is over.
void agent_acted(const Work& work, std::string_view user);
// And has less in hand, or something new: his turn by idleness begins anew.
void agent_worked(const Work& work, std::string_view user);
// His presence is another one: what stood is over.
void clear_alerts(const Work& work, std::string_view user);

// How many were looked at.
int tell_long_pauses(const Work& work, int limit);
int tell_inactive(const Work& work, int limit);

bool has_alert(store::OrgReader reader, std::string_view user, std::string_view kind);
// [{userId, name, kind, since, raised_at, reason?}]: of the agents he leads.
List show_alerts(store::OrgReader reader, const Viewer& viewer);

}  // namespace millrace::desk
