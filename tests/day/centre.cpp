// The org as the day begins: its teams, how their queues give out work, who works there, and what greets customers.

#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "engine/value/json.hpp"
#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/demo/demo.hpp"
#include "runtime/desk/routing/policy.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/users/user.hpp"
#include "tests/day/day.hpp"

namespace millrace::day {
namespace {

const std::vector<std::string>& every_team() {
    static const std::vector<std::string> keys = {"customer_service", "sales",   "support", "billing",
                                                  "returns",          "orchids", "export",  "repairs"};
    return keys;
}

// Each queue in a way of its own, so that one day tries them all.
desk::QueuePolicy policy_of(std::size_t team, const std::string& next) {
    desk::QueuePolicy policy;
    policy.strategy = static_cast<desk::Strategy>(team % 4);
    policy.wrap_up = seconds(team % 3 == 0 ? 0 : 20 * static_cast<std::int64_t>(team % 3));
    if (team % 4 == 3) {
        policy.skills = {{"language_fr", 4}};
        policy.rings = {{minutes(1), 2}, {minutes(3), 4}};
    }
    if (team == 1) {
        policy.ageing = minutes(2);
    }
    if (team == 2) {
        policy.overflow_to = next;
        policy.overflow_after = minutes(8);
    }
    return policy;
}

void add_teams_to_menu(Value& node, const std::vector<std::string>& teams) {
    Map changed = node.as_map();
    Map settings = node["settings"].as_map();
    Map next = node["next"].as_map();
    List options = settings["options"].as_list();
    const Value wire = next["sales"];
    for (const std::string& team : teams) {
        if (next[team].is_nil()) {
            options.push(Map{{"value", team}, {"label", team}});
            next.set(String(team), wire);
        }
    }
    settings.set("options", std::move(options));
    changed.set("settings", std::move(settings));
    changed.set("next", std::move(next));
    node = std::move(changed);
}

}  // namespace

std::string shipped_flow(const std::string& key) {
    std::ifstream file(std::string(MILLRACE_FLOWS) + "/" + key + ".json");
    std::ostringstream text;
    text << file.rdbuf();
    MILLRACE_ASSERT(file.good() && !text.str().empty());
    return text.str();
}

std::string reception(const std::vector<std::string>& teams) {
    Map document = json::parse(shipped_flow("triage"))->as_map();
    Map nodes = document["nodes"].as_map();
    for (const auto& [id, node] : document["nodes"].as_map()) {
        if (node["type"].as_string() == "conversation.menu" && !node["next"]["sales"].is_nil()) {
            Value changed = node;
            add_teams_to_menu(changed, teams);
            nodes.set(id, std::move(changed));
        }
    }
    document.set("nodes", std::move(nodes));
    return json::dump(std::move(document));
}

Status found(Day& day, store::Transaction& tx) {
    const Result<OrgId> org = desk::seed_demo(tx, "hash");
    if (!org) {
        return org.error();
    }
    day.org = *org;
    day.teams.assign(every_team().begin(), every_team().begin() + day.options.teams);
    for (const std::string& team : day.teams) {
        if (!desk::find_team_by_key(tx.org(day.org), team)) {
            if (const auto added = desk::add_team(tx, day.org, team, team); !added) {
                return added.error();
            }
        }
    }
    for (std::size_t i = 0; i < day.teams.size(); ++i) {
        const desk::QueuePolicy policy = policy_of(i, day.teams[(i + 1) % day.teams.size()]);
        if (Status set = desk::set_policy(tx, day.org, day.teams[i], policy); !set) {
            return set;
        }
    }
    const auto hire = [&](const std::string& name, desk::Role role, const std::vector<std::string>& teams) {
        return desk::add_user(tx, day.org, {name + "@day.test", name, role, "hash", teams});
    };
    for (int i = 0; i < day.options.agents; ++i) {
        // Everybody has a team of his own in turn, so that none is without people; some have one more.
        std::vector<std::string> teams{day.teams[static_cast<std::size_t>(i) % day.teams.size()]};
        if (const std::string& more = day.fate.any_of(day.teams); day.fate.one_in(2) && more != teams[0]) {
            teams.push_back(more);
        }
        const auto user =
            hire(fmt::format("agent{}", i + 1), i % 12 == 11 ? desk::Role::team_lead : desk::Role::sales_rep, teams);
        if (!user) {
            return user.error();
        }
        if (day.fate.one_in(2)) {
            desk::set_skills(tx, day.org, *user, {{"language_fr", day.fate.from(1, 8)}});
        }
        desk::set_capacity(tx, day.org, *user, {day.fate.from(2, 5), 1});
        day.agents.push_back(desk::viewer_of(*desk::find_user(tx.org(day.org), *user)));
    }
    const auto boss = hire("supervisor", desk::Role::supervisor, day.teams);
    if (!boss) {
        return boss.error();
    }
    day.supervisor = desk::viewer_of(*desk::find_user(tx.org(day.org), *boss));
    return {};
}

}  // namespace millrace::day
