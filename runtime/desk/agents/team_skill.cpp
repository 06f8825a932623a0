// What everybody in a team knows, besides what each knows himself.

#include "runtime/desk/agents/agent.hpp"

namespace millrace::desk {

store::Migration team_skill_tables() {
    return {.number = 1660,
            .name = "skills of teams",
            .statements = {"CREATE TABLE team_skill(org {id} NOT NULL, team {text} NOT NULL, skill {text} NOT NULL,"
                           " level {int} NOT NULL, PRIMARY KEY(org, team, skill)) {clustered}"}};
}

std::vector<Skill> skills_of_team(store::OrgReader reader, std::string_view team) {
    std::vector<Skill> skills;
    for (const store::Row row :
         reader.query("SELECT skill, level FROM team_skill WHERE org = $org AND team = $team ORDER BY skill",
                      {{"team", team}})) {
        skills.push_back({row.get<std::string>("skill"), row.integer("level")});
    }
    return skills;
}

void set_skills_of_team(store::Transaction& tx, OrgId org, std::string_view team, const std::vector<Skill>& skills) {
    tx.run("DELETE FROM team_skill WHERE org = $org AND team = $team", {{"org", org}, {"team", team}});
    for (const Skill& skill : skills) {
        tx.run(
            "INSERT INTO team_skill(org, team, skill, level) VALUES($org, $team, $skill, $level)"
            " ON CONFLICT(org, team, skill) DO UPDATE SET level = $level",
            {{"org", org}, {"team", team}, {"skill", skill.key}, {"level", skill.level}});
    }
}

std::vector<Skill> skills_of(store::OrgReader reader, std::string_view user) {
    std::vector<Skill> skills;
    for (const store::Row row : reader.query(
             "SELECT /* whole: what one person knows */ known.skill AS skill, max(known.level) AS level FROM (SELECT "
             "skill, level FROM agent_skill"
             " WHERE org = $org AND user_id = $user UNION ALL SELECT s.skill, s.level FROM team_member m"
             " JOIN team_skill s ON s.org = m.org AND s.team = m.team WHERE m.org = $org AND m.user_id = $user)"
             " AS known GROUP BY known.skill ORDER BY known.skill",
             {{"user", user}})) {
        skills.push_back({row.get<std::string>("skill"), row.integer("level")});
    }
    return skills;
}

std::map<std::string, std::vector<Skill>> skills_of_all(store::OrgReader reader,
                                                        const std::vector<std::string>& users) {
    store::RowList rows({{"user_id", store::RowList::Type::text}});
    for (const std::string& each : users) {
        rows.add({each});
    }
    std::map<std::string, std::vector<Skill>> skills;
    for (const store::Row row :
         reader.query("SELECT /* whole: what these people know */ known.user_id AS user_id, known.skill AS skill,"
                      " max(known.level) AS level FROM (SELECT s.user_id AS user_id, s.skill AS skill, s.level AS level"
                      " FROM $users AS w CROSS JOIN agent_skill s WHERE s.org = $org AND s.user_id = w.user_id"
                      " UNION ALL SELECT m.user_id AS user_id, t.skill AS skill, t.level AS level FROM $users AS w"
                      " CROSS JOIN team_member m JOIN team_skill t ON t.org = m.org AND t.team = m.team"
                      " WHERE m.org = $org AND m.user_id = w.user_id) AS known GROUP BY known.user_id, known.skill"
                      " ORDER BY known.user_id, known.skill",
                      {{"users", rows}})) {
        skills[row.get<std::string>("user_id")].push_back({row.get<std::string>("skill"), row.integer("level")});
    }
    return skills;
}

}  // namespace millrace::desk
