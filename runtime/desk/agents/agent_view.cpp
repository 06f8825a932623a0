#include <algorithm>

#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/agents/alerts.hpp"
#include "runtime/desk/settings/settings.hpp"

namespace millrace::desk {

std::string_view to_text(Presence presence) {
    switch (presence) {
        case Presence::offline:
            return "offline";
        case Presence::online:
            return "online";
        case Presence::paused:
            return "paused";
    }
    return "offline";
}

bool is_routable(Role role) {
    return role == Role::sales_rep || role == Role::team_lead;
}

bool is_available(const Agent& agent, Time now) {
    return agent.presence == Presence::online && agent.seen_until > now;
}

Value show_skills(const std::vector<Skill>& skills) {
    List list;
    for (const Skill& skill : skills) {
        list.push(Map{{"key", skill.key}, {"level", skill.level}});
    }
    return list;
}

Value show_agent(store::OrgReader reader, const Agent& agent, Time now) {
    const bool gone = agent.presence != Presence::offline && agent.seen_until <= now;
    const Load load = load_of(reader, agent.user);
    const Capacity capacity = capacity_of(reader, agent.user);
    std::string_view status = to_text(gone ? Presence::offline : agent.presence);
    if (status == "online" && load.calls > 0) {
        status = "on_call";
    } else if (status == "online" && load.wrapping > 0) {
        status = "wrap_up";
    }
    const bool over_limit = status == "paused" && has_alert(reader, agent.user, alert_pause_exceeded);
    const bool known = agent.since.ms > 0;
    return Map{{"userId", agent.user},
               {"name", agent.name},
               {"role", to_text(agent.role)},
               {"status", status},
               {"reason", agent.presence == Presence::paused ? text_or_nil(agent.reason) : Value()},
               {"since", known ? Value(to_text(gone ? agent.seen_until : agent.since)) : Value()},
               {"online_since", gone ? Value() : time_or_nil(agent.online)},
               {"pause_limit", time_or_nil(agent.limit)},
               {"assigned", load.assigned},
               {"wrap_up", load.wrapping},
               {"offered", load.offered},
               {"capacity", Map{{"chat", capacity.chat}, {"voice", capacity.voice}}},
               {"over_limit", over_limit},
               {"overloaded", load.assigned + load.wrapping > capacity.chat},
               {"skills", show_skills(own_skills_of(reader, agent.user))},
               {"effective_skills", show_skills(skills_of(reader, agent.user))}};
}

Result<Value> show_directory(store::OrgReader reader, const Viewer& viewer, Time now) {
    if (!viewer.sees_team() && !desk_settings(reader).presence_directory) {
        return Error{"directory.hidden", "expected the org to show who is here but it does not"};
    }
    constexpr int people_max = 1000;
    List items;
    // Whoever is not offered work is there when he is connected.
    for (const store::Row row : reader.query(
             "SELECT u.id AS user_id, u.name AS name, CASE WHEN a.seen_until > $now AND (a.presence <> 0"
             " OR u.role NOT IN ('sales_rep', 'team_lead')) THEN 1 ELSE 0 END AS online FROM users u"
             " LEFT JOIN agent a ON a.org = u.org_id AND a.user_id = u.id WHERE u.org_id = $org AND u.is_active = 1"
             " ORDER BY u.name, u.id LIMIT $limit",
             {{"now", now}, {"limit", people_max}})) {
        items.push(Map{{"userId", row.text("user_id")}, {"name", row.text("name")}, {"online", row.flag("online")}});
    }
    return Value(Map{{"items", std::move(items)}});
}

}  // namespace millrace::desk
