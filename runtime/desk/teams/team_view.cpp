#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/teams/team.hpp"

namespace millrace::desk {

Value show_team(store::OrgReader reader, const Team& team) {
    List members;
    List supervisors;
    for (const store::Row member :
         reader.query("SELECT u.id AS id, u.name AS name, u.role AS role FROM team_member m"
                      " JOIN users u ON u.id = m.user_id"
                      " WHERE m.org = $org AND m.team = $team AND u.is_active = 1 ORDER BY u.name, u.id",
                      {{"team", team.id}})) {
        members.push(Map{{"userId", member.text("id")}, {"name", member.text("name")}, {"role", member.text("role")}});
        if (member.text("role") == to_text(Role::supervisor) || member.text("id") == team.supervisor) {
            supervisors.push(Map{{"userId", member.text("id")}, {"name", member.text("name")}});
        }
    }
    return Map{{"id", team.id},
               {"key", team.key},
               {"name", team.name},
               {"supervisor_id", team.supervisor.empty() ? Value() : Value(team.supervisor)},
               {"created_at", to_text(team.created)},
               {"supervisors", std::move(supervisors)},
               {"members", std::move(members)},
               {"skills", show_skills(skills_of_team(reader, team.id))}};
}

Value show_teams(store::OrgReader reader, const Viewer& viewer) {
    List items;
    for (const store::Row row :
         reader.query("SELECT id FROM teams WHERE org_id = $org AND ($all = 1"
                      " OR EXISTS(SELECT 1 FROM team_member WHERE org = $org AND team = teams.id AND user_id = $user))"
                      " ORDER BY key",
                      {{"all", viewer.sees_all()}, {"user", viewer.user}})) {
        if (const std::optional<Team> team = find_team(reader, row.text("id"))) {
            items.push(show_team(reader, *team));
        }
    }
    return Map{{"items", std::move(items)}};
}

}  // namespace millrace::desk
