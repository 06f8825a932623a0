#include "runtime/desk/teams/team.hpp"

namespace millrace::desk {

Value show_teams(store::OrgReader reader, const Viewer& viewer) {
    std::vector<Value> items;
    for (const store::Row team :
         reader.query("SELECT id, key, name, supervisor_id, created_at FROM teams WHERE org_id = $org AND ($all = 1"
                      " OR EXISTS(SELECT 1 FROM team_member WHERE org = $org AND team = teams.id AND user_id = $user))"
                      " ORDER BY key",
                      {{"all", viewer.sees_all()}, {"user", viewer.user}})) {
        std::vector<Value> members;
        for (const store::Row member :
             reader.query("SELECT u.id AS id, u.name AS name, u.role AS role FROM team_member m"
                          " JOIN users u ON u.id = m.user_id"
                          " WHERE m.org = $org AND m.team = $team AND u.is_active = 1 ORDER BY u.name, u.id",
                          {{"team", team.text("id")}})) {
            members.push_back(
                Map{{"userId", member.text("id")}, {"name", member.text("name")}, {"role", member.text("role")}});
        }
        items.push_back(
            Map{{"id", team.text("id")},
                {"key", team.text("key")},
                {"name", team.text("name")},
                {"supervisor_id", team.is_null("supervisor_id") ? Value() : Value(team.text("supervisor_id"))},
                {"created_at", to_text(team.time("created_at"))},
                {"members", List(std::move(members))}});
    }
    return Map{{"items", List(std::move(items))}};
}

}  // namespace millrace::desk
