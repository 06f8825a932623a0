#include <algorithm>

#include "engine/base/text.hpp"
#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/queues/staff.hpp"

#define MILLRACE_AGENT_SELECT                                                                                         \
    "SELECT u.id AS user_id, u.name AS name, u.role AS role, coalesce(a.presence, 0) AS presence,"                    \
    " coalesce(a.reason, '') AS reason, coalesce(a.since, 0) AS since, a.online AS online,"                           \
    " coalesce(a.seen_until, 0) AS seen_until, coalesce(a.idle_since, 0) AS idle_since, coalesce(a.turn, 0) AS turn," \
    " a.pause_limit AS pause_limit FROM users u LEFT JOIN agent a ON a.org = u.org_id AND a.user_id = u.id "

namespace millrace::desk {
namespace {

const std::vector<PauseReason>& our_reasons() {
    static const std::vector<PauseReason> reasons = {
        {"lunch", "Lunch", minutes(60), false},          {"bathroom", "Bathroom", minutes(10), false},
        {"smoke", "Smoke", minutes(10), false},          {"on_leave", "On leave", std::nullopt, false},
        {"case_work", "Case work", std::nullopt, false}, {"missed_offer", "Missed an offer", std::nullopt, true},
    };
    return reasons;
}

Agent agent_of(const store::Row& row) {
    Agent agent;
    agent.user = row.text("user_id");
    agent.name = row.text("name");
    agent.role = parse_role(row.text("role")).value_or(Role::sales_rep);
    agent.presence = row.get<Presence>("presence");
    agent.reason = row.text("reason");
    agent.since = row.time("since");
    agent.online = row.get<std::optional<Time>>("online");
    agent.seen_until = row.time("seen_until");
    agent.idle_since = row.time("idle_since");
    agent.turn = row.integer("turn");
    agent.limit = row.get<std::optional<Time>>("pause_limit");
    return agent;
}

}  // namespace

store::Migration agent_tables() {
    return {.number = 1300,
            .name = "agents",
            .statements = {
                "CREATE TABLE agent(org {id} NOT NULL, user_id {text} NOT NULL, presence {int} NOT NULL,"
                " reason {text} NOT NULL, since {time} NOT NULL, online {time}, seen_until {time} NOT NULL,"
                " idle_since {time} NOT NULL, turn {id} NOT NULL, pause_limit {time}, PRIMARY KEY(org, user_id))",
                "CREATE INDEX agent_by_seen ON agent(seen_until) WHERE presence <> 0",
                "CREATE INDEX agent_by_pause_limit ON agent(pause_limit) WHERE pause_limit IS NOT NULL",
                "CREATE TABLE agent_skill(org {id} NOT NULL, user_id {text} NOT NULL, skill {text} NOT NULL,"
                " level {int} NOT NULL, PRIMARY KEY(org, user_id, skill)) {clustered}",
                "CREATE TABLE agent_capacity(org {id} NOT NULL, user_id {text} NOT NULL, chat {int} NOT NULL,"
                " voice {int} NOT NULL, PRIMARY KEY(org, user_id))",
                "CREATE TABLE pause_reason(org {id} NOT NULL, name {text} NOT NULL, title {text} NOT NULL,"
                " limit_ms {time}, position {serial}, UNIQUE(org, name))"}};
}

std::vector<PauseReason> pause_reasons(store::OrgReader reader) {
    std::vector<PauseReason> reasons = our_reasons();
    for (const store::Row row :
         reader.query("SELECT name, title, limit_ms FROM pause_reason WHERE org = $org ORDER BY position")) {
        PauseReason own{row.get<std::string>("name"), row.get<std::string>("title"),
                        row.get<std::optional<Duration>>("limit_ms"), false};
        const auto ours =
            std::find_if(reasons.begin(), reasons.end(), [&](const PauseReason& each) { return each.key == own.key; });
        if (ours != reasons.end()) {
            *ours = std::move(own);
        } else {
            reasons.push_back(std::move(own));
        }
    }
    return reasons;
}

Status put_pause_reason(store::Transaction& tx, OrgId org, const PauseReason& reason) {
    if (!is_key(reason.key) || trim(reason.title).empty() || utf8_length(reason.title) > 60) {
        return Error{"pause_reason.malformed",
                     "expected a key of lower-case letters, digits and _ and a title of 1 to 60 characters but got '" +
                         reason.key + "' and '" + reason.title + "'",
                     is_key(reason.key) ? "/title" : "/key"};
    }
    if (reason.key == "missed_offer") {
        return Error{"pause_reason.system", "expected a reason of your own but 'missed_offer' is the system's", "/key"};
    }
    tx.run(
        "INSERT INTO pause_reason(org, name, title, limit_ms) VALUES($org, $name, $title, $limit)"
        " ON CONFLICT(org, name) DO UPDATE SET title = $title, limit_ms = $limit",
        {{"org", org}, {"name", reason.key}, {"title", reason.title}, {"limit", reason.limit}});
    return {};
}

bool remove_pause_reason(store::Transaction& tx, OrgId org, std::string_view key) {
    return tx.run("DELETE FROM pause_reason WHERE org = $org AND name = $name", {{"org", org}, {"name", key}}) == 1;
}

void describe(Fields<Capacity>& fields) {
    fields.add("chat", &Capacity::chat).at_least(0.0).at_most(100.0).help("Conversations in writing at once.");
    fields.add("voice", &Capacity::voice).at_least(0.0).at_most(1.0).help("Calls at once; a call is exclusive.");
}

void describe(Fields<Skill>& fields) {
    fields.add("key", &Skill::key).required().at_least(1.0).at_most(60.0);
    fields.add("level", &Skill::level).at_least(1.0).at_most(10.0).help("From 1 to 10.");
}

Capacity capacity_of(store::OrgReader reader, std::string_view user) {
    const auto row = reader.settled_one("SELECT chat, voice FROM agent_capacity WHERE org = $org AND user_id = $user",
                                        {{"user", user}});
    return row ? Capacity{row->integer("chat"), row->integer("voice")} : Capacity{};
}

void set_capacity(store::Transaction& tx, OrgId org, std::string_view user, const Capacity& capacity) {
    tx.run(
        "INSERT INTO agent_capacity(org, user_id, chat, voice) VALUES($org, $user, $chat, $voice)"
        " ON CONFLICT(org, user_id) DO UPDATE SET chat = $chat, voice = $voice",
        {{"org", org}, {"user", user}, {"chat", capacity.chat}, {"voice", capacity.voice}});
}

std::vector<Skill> own_skills_of(store::OrgReader reader, std::string_view user) {
    std::vector<Skill> skills;
    for (const store::Row row :
         reader.query("SELECT skill, level FROM agent_skill WHERE org = $org AND user_id = $user ORDER BY skill",
                      {{"user", user}})) {
        skills.push_back({row.get<std::string>("skill"), row.integer("level")});
    }
    return skills;
}

void set_skills(store::Transaction& tx, OrgId org, std::string_view user, const std::vector<Skill>& skills) {
    tx.run("DELETE FROM agent_skill WHERE org = $org AND user_id = $user", {{"org", org}, {"user", user}});
    for (const Skill& skill : skills) {
        tx.run(
            "INSERT INTO agent_skill(org, user_id, skill, level) VALUES($org, $user, $skill, $level)"
            " ON CONFLICT(org, user_id, skill) DO UPDATE SET level = $level",
            {{"org", org}, {"user", user}, {"skill", skill.key}, {"level", skill.level}});
    }
}

Load load_of(store::OrgReader reader, std::string_view user) {
    Load load;
    for (const store::Row row :
         reader.query("SELECT c.status AS status, ch.kind AS kind, count(*) AS n FROM conversation c"
                      " JOIN channel ch ON ch.id = c.channel WHERE c.org = $org AND c.agent = $user"
                      " AND c.status IN ('assigned', 'wrap_up') GROUP BY c.status, ch.kind",
                      {{"user", user}})) {
        const bool assigned = row.text("status") == "assigned";
        (assigned ? load.assigned : load.wrapping) += row.integer("n");
        load.calls += assigned && row.text("kind") == "voice" ? row.integer("n") : 0;
    }
    const auto offered =
        reader.one("SELECT count(*) AS n FROM offer WHERE org = $org AND agent = $user", {{"user", user}});
    load.offered = offered->integer("n");
    return load;
}

std::optional<Agent> find_agent(store::OrgReader reader, std::string_view user) {
    const auto row = reader.one(MILLRACE_AGENT_SELECT "WHERE u.org_id = $org AND u.id = $user AND u.is_active = 1",
                                {{"user", user}});
    if (!row) {
        return std::nullopt;
    }
    Agent agent = agent_of(*row);
    const bool works = is_routable(agent.role) || (agent.role == Role::supervisor && takes_escalations(reader, user));
    return works ? std::optional<Agent>(std::move(agent)) : std::nullopt;
}

Value show_agents(store::OrgReader reader, const Viewer& viewer, Time now) {
    List items;
    if (!viewer.sees_team()) {
        return Map{{"items", std::move(items)}};
    }
    for (const store::Row row :
         reader.query(MILLRACE_AGENT_SELECT
                      "WHERE u.org_id = $org AND u.is_active = 1 AND u.role IN ('sales_rep', 'team_lead')"
                      " AND ($all = 1 OR EXISTS(SELECT 1 FROM team_member mine JOIN team_member his"
                      " ON his.org = mine.org AND his.team = mine.team WHERE mine.org = $org AND mine.user_id = $me"
                      " AND his.user_id = u.id) OR EXISTS(SELECT 1 FROM queue_staff s JOIN queue q ON q.org = s.org"
                      " AND q.name = s.queue JOIN team_member mine ON mine.org = q.org AND mine.team = q.team"
                      " WHERE s.org = $org AND s.user_id = u.id AND s.added = 1 AND mine.user_id = $me))"
                      " ORDER BY u.name, u.id",
                      {{"all", viewer.sees_all()}, {"me", viewer.user}})) {
        items.push(show_agent(reader, agent_of(row), now));
    }
    return Map{{"items", std::move(items)}};
}

}  // namespace millrace::desk
