#include <algorithm>

#include "runtime/desk/agents/agent.hpp"

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
    return is_routable(agent.role) && agent.presence == Presence::online && agent.seen_until > now;
}

Value show_agent(store::OrgReader reader, const Agent& agent, Time now) {
    const bool gone = agent.presence != Presence::offline && agent.seen_until <= now;
    const Load load = load_of(reader, agent.user);
    const Capacity capacity = capacity_of(reader, agent.user);
    std::string_view status = to_text(gone ? Presence::offline : agent.presence);
    if (status == "online" && load.wrapping > 0) {
        status = "wrap_up";
    }
    List skills;
    for (const Skill& skill : skills_of(reader, agent.user)) {
        skills.push(Map{{"key", skill.key}, {"level", skill.level}});
    }
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
               {"overloaded", load.assigned + load.wrapping > capacity.chat},
               {"skills", std::move(skills)}};
}

}  // namespace millrace::desk
