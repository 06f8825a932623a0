#include "runtime/desk/agents/presence.hpp"

#include <algorithm>
#include <set>

#include "runtime/desk/agents/alerts.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "runtime/desk/teams/team.hpp"

namespace millrace::desk {
namespace {

std::string names_of(const std::vector<PauseReason>& reasons) {
    std::string names;
    for (const PauseReason& reason : reasons) {
        if (!reason.system) {
            names += (names.empty() ? "" : ", ") + reason.key;
        }
    }
    return names;
}

// What he asks for, if it makes sense.
Result<Presence> presence_of(const Work& work, std::string_view status, std::string_view reason) {
    if (status == "online" || status == "offline") {
        return status == "online" ? Presence::online : Presence::offline;
    }
    if (status != "paused") {
        const bool follows = status == "on_call" || status == "wrap_up";
        return Error{"agent.status_unknown",
                     "expected one of online, offline, paused but got '" + std::string(status) + "'" +
                         (follows ? ", which follows from the work he has" : ""),
                     "/status"};
    }
    const std::vector<PauseReason> reasons = pause_reasons(work.reader());
    const bool known = std::any_of(reasons.begin(), reasons.end(),
                                   [&](const PauseReason& each) { return !each.system && each.key == reason; });
    if (!known) {
        return Error{"pause_reason.unknown",
                     "expected one of " + names_of(reasons) + " but got '" + std::string(reason) + "'", "/reason"};
    }
    return Presence::paused;
}

std::optional<Time> limit_of(const Work& work, Presence presence, std::string_view reason) {
    if (presence != Presence::paused) {
        return std::nullopt;
    }
    for (const PauseReason& each : pause_reasons(work.reader())) {
        if (each.key == reason && each.limit) {
            return work.now() + *each.limit;
        }
    }
    return std::nullopt;
}

// Whoever changed it, if it was a person.
std::string name_of(const Work& work, std::string_view by) {
    const auto row = work.reader().one("SELECT name FROM users WHERE org_id = $org AND id = $id", {{"id", by}});
    return row ? row->get<std::string>("name") : std::string();
}

bool leads(const Work& work, const Viewer& viewer, std::string_view user) {
    if (viewer.sees_all()) {
        return true;
    }
    const std::vector<std::string> teams = teams_of(work.reader(), user);
    return viewer.sees_team() && std::any_of(teams.begin(), teams.end(), [&](const std::string& team) {
               return is_member(work.reader(), team, viewer.user);
           });
}

}  // namespace

std::vector<std::string> topics_about(const Work& work, const Agent& agent) {
    std::vector<std::string> topics = {"org:" + to_text(work.org), "rep:" + agent.user};
    std::set<std::string> teams;
    for (const std::string& team : teams_of(work.reader(), agent.user)) {
        teams.insert(team);
    }
    for (const Queue& queue : queues_worked_in(work.reader(), agent.user)) {
        teams.insert(queue.team);  // also where he only helps out
    }
    for (const std::string& team : teams) {
        topics.push_back("team:" + team);
    }
    return topics;
}

Result<Value> set_my_status(const Work& work, const Viewer& viewer, std::string_view status, std::string_view reason) {
    const std::optional<Agent> agent = find_agent(work.reader(), viewer.user);
    if (!agent) {
        return Error{"agent.not_routable", "expected an agent, a team lead or who takes escalations but the role " +
                                               std::string(to_text(viewer.role)) + " is not offered work"};
    }
    const Result<Presence> presence = presence_of(work, status, reason);
    if (!presence) {
        return presence.error();
    }
    agent_seen(work, viewer.user, work.now() + seen_for);
    change_presence(work, *agent, *presence, reason, viewer.user);
    route_now(work);
    return show_agent(work.reader(), *find_agent(work.reader(), viewer.user), work.now());
}

Result<Value> override_status(const Work& work, const Viewer& viewer, std::string_view user, std::string_view status,
                              std::string_view reason) {
    const std::optional<Agent> agent = find_agent(work.reader(), user);
    if (!agent || !leads(work, viewer, user)) {
        return Error{"agent.unknown", "expected an agent of your teams but there is none of this id"};
    }
    const Result<Presence> presence = presence_of(work, status, reason);
    if (!presence) {
        return presence.error();
    }
    if (*presence == Presence::online && agent->seen_until <= work.now()) {
        return Error{"agent.not_connected", "expected an agent who is connected but " + agent->name + " is not"};
    }
    change_presence(work, *agent, *presence, reason, viewer.user);
    route_now(work);
    return show_agent(work.reader(), *find_agent(work.reader(), user), work.now());
}

void change_presence(const Work& work, Agent agent, Presence presence, std::string_view reason, std::string_view by) {
    const std::string_view why = presence == Presence::paused ? reason : std::string_view();
    if (agent.presence == presence && agent.reason == why) {
        return;
    }
    const Time now = work.now();
    std::optional<Time> online;
    if (presence != Presence::offline) {
        online = agent.presence == Presence::offline ? now : agent.online.value_or(now);
    }
    const std::optional<Time> limit = limit_of(work, presence, why);
    work.tx.run(
        "INSERT INTO agent(org, user_id, presence, reason, since, online, seen_until, idle_since, turn, pause_limit)"
        " VALUES($org, $user, $presence, $reason, $now, $online, $now, $now, 0, $limit)"
        " ON CONFLICT(org, user_id) DO UPDATE SET presence = $presence, reason = $reason, since = $now,"
        " online = $online, pause_limit = $limit, idle_since = $now",
        {{"org", work.org},
         {"user", agent.user},
         {"presence", presence},
         {"reason", why},
         {"now", now},
         {"online", online},
         {"limit", limit}});
    record(work, event::agent_status_changed, "agent:" + agent.user,
           Map{{"status", to_text(agent.presence)}, {"reason", text_or_nil(agent.reason)}},
           Map{{"status", to_text(presence)}, {"reason", text_or_nil(why)}});
    work.publish(event::agent_status_changed, topics_about(work, agent),
                 Map{{"userId", agent.user},
                     {"name", agent.name},
                     {"status", to_text(presence)},
                     {"reason", text_or_nil(why)},
                     {"pause_limit", time_or_nil(limit)},
                     {"by", by},
                     {"by_name", text_or_nil(name_of(work, by))}});
    clear_alerts(work, agent.user);
    if (presence == Presence::online) {
        agent_acted(work, agent.user);
        route_to(work, agent.user);
    } else {
        take_back_offers(work, agent.user);
    }
}

void agent_seen(const Work& work, std::string_view user, Time until) {
    work.tx.run(
        "INSERT INTO agent(org, user_id, presence, reason, since, seen_until, idle_since, turn)"
        " VALUES($org, $user, 0, '', $now, $until, $now, 0)"
        " ON CONFLICT(org, user_id) DO UPDATE SET seen_until = CASE WHEN agent.seen_until > $until"
        " THEN agent.seen_until ELSE $until END",
        {{"org", work.org}, {"user", user}, {"now", work.now()}, {"until", until}});
}

int sign_off_unseen(const Work& work, int limit) {
    int count = 0;
    for (const store::Row row :
         work.reader().query("SELECT user_id FROM agent WHERE org = $org AND presence <> 0 AND seen_until <= $now"
                             " ORDER BY seen_until LIMIT $limit",
                             {{"now", work.now()}, {"limit", limit}})) {
        if (const std::optional<Agent> agent = find_agent(work.reader(), row.text("user_id"))) {
            change_presence(work, *agent, Presence::offline, "", "system");
        } else {  // his account was closed, or he leads now
            work.tx.run("UPDATE agent SET presence = 0 WHERE org = $org AND user_id = $user",
                        {{"org", work.org}, {"user", row.text("user_id")}});
        }
        ++count;
    }
    return count;
}

}  // namespace millrace::desk
